namespace Scalewright.Decisions.Policies;

/// <summary>The average of a sensor over the nodes of a domain; not a number when there is none.</summary>
internal static class SensorAverage
{
    public static double Of(in MetricReading metric, in DomainObservation observation, bool usesDomainValue, EpuCompat compat)
    {
        // A domain without a value of its own may still have nodes that report; what is stale or failed says nothing at all.
        if (metric.State is MetricState.Stale or MetricState.Failed)
        {
            return double.NaN;
        }

        bool isReference = compat == EpuCompat.Reference;
        bool isKnown = metric.IsUsable && (!isReference || metric.Value != 0);
        double sum = 0;
        int count = 0;
        if (isKnown && (usesDomainValue || (!isReference && metric.Samples.IsEmpty)))
        {
            (sum, count) = (metric.Value, 1);
        }

        foreach (ref readonly NodeSample sample in metric.Samples.Span)
        {
            if (sample.IsUsable && (!isReference || sample.Value != 0))
            {
                sum += sample.Value;
                count++;
            }
        }

        int divisor = isReference ? Math.Max(count, observation.Healthy) : count;
        return divisor == 0 ? double.NaN : sum / divisor;
    }
}
