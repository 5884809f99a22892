namespace Scalewright.Decisions.Policies;

/// <summary>Evaluates the comparison of a metric value with the threshold of an alarm.</summary>
internal static class ThresholdAlarm
{
    extension(ThresholdComparison comparison)
    {
        /// <summary>Indicates whether values above the threshold breach it; false if values below do.</summary>
        public bool IsGreater =>
            comparison is ThresholdComparison.GreaterThanOrEqualToThreshold or ThresholdComparison.GreaterThanThreshold;

        /// <summary>Indicates whether a value activates the alarm.</summary>
        public bool IsBreached(double value, double threshold) =>
            comparison switch
            {
                ThresholdComparison.GreaterThanThreshold => value > threshold,
                ThresholdComparison.LessThanThreshold => value < threshold,
                ThresholdComparison.LessThanOrEqualToThreshold => value <= threshold,
                _ => value >= threshold,
            };
    }
}
