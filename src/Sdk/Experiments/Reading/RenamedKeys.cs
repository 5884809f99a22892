namespace Scalewright.Experiments.Reading;

/// <summary>Replaces former keys of definitions by the present ones, and reports a warning for each.</summary>
internal static class RenamedKeys
{
    // The map that contains the key; '*' is an entry of a list, and of the lists in it.
    private static readonly (string Map, string Former, string Key)[] Keys =
    [
        ("", "interval", "sample_interval"),
        ("deployment.*", "takes", "simulated_duration"),
        ("deployment.*", "on", "hosts"),
        ("faults.*", "for", "duration"),
        ("load.*", "for", "duration"),
        ("load.*", "over", "duration"),
        ("load.*", "swing", "amplitude"),
        ("load.*", "think", "think_time"),
        ("job", "heartbeat", "heartbeat_timeout"),
        ("job", "checkpoint_time", "min_checkpoint_duration"),
        ("job", "restart_time", "restart_delay"),
        ("job", "state_rate", "state_mib_per_second"),
        ("job", "adaptive", "adaptive_scheduler"),
        ("job.operators.*", "cost", "cpu_time"),
        ("job.operators.*", "cost_spread", "cpu_time_variation"),
        ("job.operators.*", "share", "partitioning"),
        ("job.operators.*", "parallelism_max", "max_parallelism"),
        ("scaling.operators", "parallelism_min", "min_parallelism"),
        ("scaling.operators", "parallelism_max", "max_parallelism"),
        ("stop", "when_scaling_is_over", "when_scaling_ends"),
    ];

    private static readonly (string Path, string Former, string Value)[] Values =
    [
        ("processes.work", "burn", "compute"),
        ("processes.work", "wait", "sleep"),
    ];

    /// <summary>Returns a definition with the present keys. A former key beside the present one is kept, and so
    /// reported as unknown.</summary>
    public static DocumentMap Update(DocumentMap root, ProblemList problems) => (DocumentMap)Update(root, "", problems);

    /// <summary>Returns a path with the present key at its end.</summary>
    public static string Update(string path, TextPosition position, ProblemList problems)
    {
        int end = path.LastIndexOf('.');
        string present = Find(path[..Math.Max(end, 0)], path[(end + 1)..]) is { } key ? path[..(end + 1)] + key : path;
        if (present != path)
        {
            Warn(path, present, position, path, problems);
        }

        return present;
    }

    private static DocumentNode Update(DocumentNode node, string path, ProblemList problems) =>
        node switch
        {
            DocumentMap map => new DocumentMap(map.Select(entry => Update(map, entry, path, problems)), map.Position),
            DocumentList list => new DocumentList(
                list.Select((item, index) => Update(item, string.Create(CultureInfo.InvariantCulture, $"{path}.{index}"), problems)),
                list.Position
            ),
            DocumentScalar scalar
                when Array.Find(Values, value => value.Path == path && value.Former == scalar.Text) is { Value: { } present } => Replace(
                scalar,
                present,
                path,
                problems
            ),
            _ => node,
        };

    private static DocumentEntry Update(DocumentMap map, DocumentEntry entry, string path, ProblemList problems)
    {
        if (path == "matrix")
        {
            return entry with { Key = Update(entry.Key, entry.KeyPosition, problems) };
        }

        string key = Find(path, entry.Key) is { } present && map[present] is null ? present : entry.Key;
        if (key != entry.Key)
        {
            Warn(entry.Key, key, entry.KeyPosition, Join(path, entry.Key), problems);
        }

        return entry with
        {
            Key = key,
            Value = Update(entry.Value, Join(path, key), problems),
        };
    }

    private static DocumentScalar Replace(DocumentScalar scalar, string present, string path, ProblemList problems)
    {
        Warn(scalar.Text, present, scalar.Position, path, problems);
        return new DocumentScalar(scalar.ScalarKind, present, scalar.Position);
    }

    private static string? Find(string map, string former) =>
        Array.Find(Keys, renamed => renamed.Former == former && Contains(renamed.Map, map)).Key;

    private static bool Contains(string pattern, string path) =>
        pattern.EndsWith('*') ? path.StartsWith(pattern[..^1], StringComparison.Ordinal) && path.Length >= pattern.Length : path == pattern;

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static void Warn(string former, string present, TextPosition position, string field, ProblemList problems) =>
        problems.AddWarning(
            ProblemCode.UnknownField,
            position,
            field,
            $"'{TextEscaping.Escape(former)}' is the former name of '{TextEscaping.Escape(present)}'",
            "use the new name"
        );
}
