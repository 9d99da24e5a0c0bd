"""ISO 4217: the alphabetic codes of currencies in use (list one, as of 2026), without funds, metals and tests."""

from typing import Final

# Source: ISO 4217 (maintained by SIX Financial Information). HRK, SLL and ZWL stay: bills of their time have them.
_CODES: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
    "RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS "
    "UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL "
)
CURRENCIES: Final = frozenset(_CODES.split())


def is_national_currency(value: str) -> bool:
    """Whether the value is a currency code of ISO 4217, in capitals."""
    return value in CURRENCIES


def is_currency(value: str) -> bool:
    """A national code, or the name of a virtual currency: a name that is not a national code written wrongly.

    FOCUS 1.4 asks for a national code and still has virtual currencies as a criterion: a name such as Credits passes.
    """
    name = value.strip()
    if value in CURRENCIES:
        return True
    return name == value and len(name) > 3 and name[0].isalpha() and name.upper() not in CURRENCIES
