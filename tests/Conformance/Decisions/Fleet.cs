namespace Conformance.Decisions;

internal sealed class Fleet
{
    private static readonly string[] HealthyStates = ["REQUESTING", "REQUESTED", "PENDING", "STARTED", "RUNNING"];

    private static readonly string[] EndedStates = ["TERMINATING", "TERMINATED", "FAILED"];

    private readonly SortedDictionary<string, int> _launched = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, int> _destroyed = new(StringComparer.Ordinal);

    public List<Instance> Instances { get; } = [];

    public static bool IsHealthy(Instance instance) => HealthyStates.Contains(instance.State);

    public static bool IsEnded(Instance instance) => EndedStates.Contains(instance.State);

    public int CountHealthy(string site) => Instances.Count(one => one.Site == site && IsHealthy(one));

    public int CountFailed(string site) => Instances.Count(one => one.Site == site && one.State == "FAILED");

    public void Change(JsonObject step)
    {
        foreach (JsonObject change in step.Objects("set_state"))
        {
            int count = change["count"]!.ToJsonString() == "\"all\"" ? int.MaxValue : change.Whole("count");
            string site = change.Text("site");
            foreach (
                Instance one in Instances
                    .Where(one => (site.Length == 0 || one.Site == site) && one.State == change.Text("from"))
                    .Take(count)
                    .ToArray()
            )
            {
                one.State = change.Text("to");
            }
        }

        foreach (JsonObject added in step.Objects("add"))
        {
            Instances.AddRange(
                Enumerable.Range(0, added.Whole("count", 1)).Select(_ => new Instance(added.Text("site"), added.Text("state")))
            );
        }

        if (step["instance_sensor_values"] is { } sensors)
        {
            Assign([.. sensors["values"]!.AsArray().Select(value => value?.GetValue<double>())]);
        }
    }

    public void Launch(string site, int count, IEnumerable<string?>? values = null)
    {
        string?[] given = values is null ? new string?[count] : [.. values];
        Instances.AddRange(given.Select(value => new Instance(site, "REQUESTING") { Unique = value }));
        Count(_launched, site, count);
    }

    public void Destroy(Instance instance)
    {
        instance.State = "TERMINATING";
        Count(_destroyed, instance.Site, 1);
    }

    /// <summary>Returns the events since the last call.</summary>
    public JsonObject Report()
    {
        SortedDictionary<string, int> healthy = new(StringComparer.Ordinal);
        foreach (Instance one in Instances.Where(IsHealthy))
        {
            Count(healthy, one.Site, 1);
        }

        JsonObject report = new()
        {
            ["launch"] = ToJson(_launched),
            ["destroy"] = ToJson(_destroyed),
            ["healthy_after"] = ToJson(healthy),
        };
        _launched.Clear();
        _destroyed.Clear();
        return report;
    }

    public static NodeSample Sample(Instance instance) => instance.Sensor is { } value ? NodeSample.FromValue(value) : default;

    private void Assign(double?[] values)
    {
        Instances.ForEach(one => one.Sensor = null);
        foreach ((Instance one, double? value) in Instances.Where(one => !IsEnded(one)).Zip(values))
        {
            one.Sensor = value;
        }
    }

    private static void Count(SortedDictionary<string, int> counts, string site, int count)
    {
        if (count > 0)
        {
            counts[site] = counts.GetValueOrDefault(site) + count;
        }
    }

    private static JsonObject ToJson(SortedDictionary<string, int> counts) =>
        new(counts.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
}
