"""What the labs decide, without database or clock: tasks, keys, typed answers, grading, proof."""
