namespace Loopback.Services.Flink;

/// <summary>
/// Checks objects against the published types of Chaos Mesh, <c>chaos-mesh.org/v1alpha1</c>, and the rules of its
/// admission webhook.
/// </summary>
public static partial class ChaosMeshTypes
{
    private static readonly string[] Modes = ["one", "all", "fixed", "fixed-percent", "random-max-percent"];
    private static readonly string[] Common = ["action", "mode", "value", "selector", "duration", "remoteCluster"];

    /// <summary>Returns what Chaos Mesh would refuse; empty if it accepts the object.</summary>
    public static IReadOnlyList<string> Check(JsonNode thing)
    {
        List<string> wrong = [];
        Fields(thing, "", wrong, required: ["apiVersion", "kind", "metadata", "spec"]);
        Expect(thing["apiVersion"]?.GetValue<string>() == "chaos-mesh.org/v1alpha1", "apiVersion", wrong);
        Fields(thing["metadata"], "metadata", wrong, required: ["name", "namespace"], optional: ["labels", "annotations"]);
        Expect(NamePattern().IsMatch(Text(thing["metadata"]?["name"])), "metadata.name", wrong);
        foreach ((string key, JsonNode? value) in thing["metadata"]?["labels"]?.AsObject() ?? [])
        {
            Expect(LabelPattern().IsMatch(Text(value)), $"metadata.labels.{key}", wrong);
        }

        JsonNode? spec = thing["spec"];
        switch (Text(thing["kind"]))
        {
            case "NetworkChaos":
                CheckNetwork(spec, wrong);
                break;
            case "PodChaos":
                Fields(spec, "spec", wrong, ["action", "mode", "selector"], [.. Common, "gracePeriod", "containerNames"]);
                OneOf(spec, "action", wrong, "pod-kill", "pod-failure", "container-kill");
                Expect(Text(spec?["action"]) != "pod-failure" || spec?["duration"] is not null, "spec.duration", wrong);
                break;
            default:
                wrong.Add("kind");
                break;
        }

        OneOf(spec, "mode", wrong, Modes);
        Selector(spec?["selector"], "spec.selector", wrong);
        Expect(spec?["duration"] is not { } duration || DurationPattern().IsMatch(Text(duration)), "spec.duration", wrong);
        return wrong;
    }

    private static void CheckNetwork(JsonNode? spec, List<string> wrong)
    {
        Fields(
            spec,
            "spec",
            wrong,
            ["action", "mode", "selector"],
            [
                .. Common,
                "direction",
                "target",
                "externalTargets",
                "device",
                "targetDevice",
                "delay",
                "loss",
                "duplicate",
                "corrupt",
                "bandwidth",
                "rate",
            ]
        );
        OneOf(spec, "action", wrong, "netem", "delay", "loss", "duplicate", "corrupt", "partition", "bandwidth");
        OneOf(spec, "direction", wrong, "to", "from", "both");

        // The webhook: netem has no packets to filter without a target.
        Expect(
            spec?["target"] is not null || Text(spec?["action"]) == "partition" || Text(spec?["direction"]) == "to",
            "spec.direction",
            wrong
        );
        if (spec?["target"] is { } target)
        {
            Fields(target, "spec.target", wrong, ["mode", "selector"], ["value"]);
            OneOf(target, "mode", wrong, Modes);
            Selector(target["selector"], "spec.target.selector", wrong);
        }

        Percentages(spec?["loss"], "loss", wrong);
        Percentages(spec?["duplicate"], "duplicate", wrong);
        if (spec?["delay"] is { } delay)
        {
            Fields(delay, "spec.delay", wrong, ["latency"], ["jitter", "correlation", "reorder"]);
            Expect(
                DurationPattern().IsMatch(Text(delay["latency"])) && DurationPattern().IsMatch(Text(delay["jitter"] ?? "0ms")),
                "spec.delay",
                wrong
            );
            Expect(IsPercentage(delay["correlation"] ?? "0"), "spec.delay.correlation", wrong);
            Fields(delay["reorder"], "spec.delay.reorder", wrong, delay["reorder"] is null ? [] : ["reorder", "correlation", "gap"]);
        }

        if (spec?["bandwidth"] is { } bandwidth)
        {
            Fields(bandwidth, "spec.bandwidth", wrong, ["rate", "limit", "buffer"], ["peakrate", "minburst"]);
            Expect(RatePattern().IsMatch(Text(bandwidth["rate"])), "spec.bandwidth.rate", wrong);
            Expect(
                bandwidth["limit"]!.GetValue<long>() is >= 1 and <= int.MaxValue
                    && bandwidth["buffer"]!.GetValue<long>() is >= 1 and <= int.MaxValue,
                "spec.bandwidth",
                wrong
            );
        }
    }

    private static void Percentages(JsonNode? settings, string key, List<string> wrong)
    {
        if (settings is not null)
        {
            Fields(settings, $"spec.{key}", wrong, [key], ["correlation"]);
            Expect(IsPercentage(settings[key]) && IsPercentage(settings["correlation"] ?? "0"), $"spec.{key}", wrong);
        }
    }

    private static void Selector(JsonNode? selector, string path, List<string> wrong)
    {
        Fields(
            selector,
            path,
            wrong,
            required: [],
            [
                "namespaces",
                "nodes",
                "pods",
                "nodeSelectors",
                "fieldSelectors",
                "labelSelectors",
                "expressionSelectors",
                "annotationSelectors",
                "podPhaseSelectors",
            ]
        );
        foreach (string list in new[] { "namespaces", "nodes" }.Where(list => selector?[list] is not null))
        {
            Expect(
                selector![list] is JsonArray { Count: > 0 } names && names.All(name => NamePattern().IsMatch(Text(name))),
                $"{path}.{list}",
                wrong
            );
        }
    }

    private static void Fields(JsonNode? node, string path, List<string> wrong, string[] required, params string[] optional)
    {
        string[] known = [.. node?.AsObject().Select(entry => entry.Key) ?? []];
        wrong.AddRange(required.Except(known).Select(key => $"{path}.{key} is missing"));
        wrong.AddRange(known.Except(required).Except(optional).Select(key => $"{path}.{key} is unknown"));
    }

    private static void OneOf(JsonNode? node, string key, List<string> wrong, params string[] allowed) =>
        Expect(node?[key] is null || allowed.Contains(Text(node[key])), key, wrong);

    private static void Expect(bool isSo, string path, List<string> wrong)
    {
        if (!isSo)
        {
            wrong.Add(path);
        }
    }

    private static bool IsPercentage(JsonNode? node) =>
        double.TryParse(Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 100;

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    // Go: time.ParseDuration.
    [GeneratedRegex(@"^([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex DurationPattern();

    [GeneratedRegex("^[0-9]+(bps|kbps|mbps|gbps|tbps)$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex RatePattern();

    [GeneratedRegex("^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex LabelPattern();
}
