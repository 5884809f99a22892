namespace Scalewright.Experiments.Histories;

/// <summary>Writes and reads the latencies of a sample: <c>{"mean":…,"max":…,"first":…,"buckets":"…"}</c>.</summary>
internal static class LatencyJson
{
    public static void Write(Utf8JsonWriter json, LatencyDistribution latency)
    {
        json.WriteStartObject("latency");
        json.WriteNumber("mean", latency.MeanSeconds);
        json.WriteNumber("max", latency.MaxSeconds);
        json.WriteNumber("first", latency.FirstBucket);
        json.WriteBase64String("buckets", latency.Buckets.ToArray());
        json.WriteEndObject();
    }

    /// <summary>Reads the object at which a reader is.</summary>
    /// <exception cref="JsonException">It is not a distribution.</exception>
    public static LatencyDistribution Read(ref Utf8JsonReader json)
    {
        (double mean, double max, int first, ValueList<byte> buckets) = (double.NaN, double.NaN, -1, []);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "mean":
                    mean = json.GetDouble();
                    break;
                case "max":
                    max = json.GetDouble();
                    break;
                case "first":
                    first = json.GetInt32();
                    break;
                case "buckets":
                    buckets = [.. json.GetBytesFromBase64()];
                    break;
                default:
                    throw new JsonException(name);
            }
        }

        bool isValid = json.TokenType == JsonTokenType.EndObject && double.IsFinite(mean) && double.IsFinite(max);
        return isValid && LatencyHistogram.GetCount(first, buckets) is { } count
            ? new LatencyDistribution(count, mean, max) { FirstBucket = first, Buckets = buckets }
            : throw new JsonException("latency");
    }
}
