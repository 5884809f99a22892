namespace Scalewright.Decisions.Policies;

internal static class ThresholdAlarm
{
    extension(ThresholdComparison comparison)
    {
        public bool IsGreater =>
            comparison is ThresholdComparison.GreaterThanOrEqualToThreshold or ThresholdComparison.GreaterThanThreshold;

        public bool IsBreached(double value, double threshold) => comparison switch
        {
            ThresholdComparison.GreaterThanThreshold => value > threshold,
            ThresholdComparison.LessThanThreshold => value < threshold,
            ThresholdComparison.LessThanOrEqualToThreshold => value <= threshold,
            _ => value >= threshold,
        };
    }
}
