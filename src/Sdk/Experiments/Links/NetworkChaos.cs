using Scalewright.Experiments.Inventories;

namespace Scalewright.Experiments.Links;

/// <summary>
/// Converts link rules to <c>NetworkChaos</c> objects of Chaos Mesh. <c>From</c> and <c>To</c> of a rule are labels of
/// pods, for example <c>component=taskmanager</c>.
/// </summary>
public static class NetworkChaos
{
    private const int MaxNameLength = 53;

    // The token bucket holds the bytes of 100 ms; the queue holds the bytes of one second. Both have 32 bits.
    private const int BufferShare = 10;
    private const int MinBufferBytes = 10_000;

    /// <summary>Returns JSON lines for <c>kubectl apply</c>. Rules with a rate and a delay need two objects.</summary>
    /// <param name="name">Prefix of the object names: lower-case letters, digits and <c>-</c>.</param>
    /// <param name="space">Namespace of the pods.</param>
    /// <param name="rule">The rule. All labels of one side have the same key.</param>
    /// <param name="duration">Duration of the impairment; null until the objects are deleted.</param>
    /// <exception cref="ExperimentException">The rule or the name is not valid.</exception>
    public static string ToJson(string name, string space, LinkImpairment rule, TimeSpan? duration = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(rule);
        rule.Require("Chaos Mesh");
        if (name.Length is 0 or > MaxNameLength
            || name[0] == '-'
            || name.Any(character => character is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '-')))
        {
            throw new ExperimentException([new Problem(
                ProblemCode.InvalidName, $"'{TextEscaping.Escape(name)}' is no name of an object",
                $"use 1 to {MaxNameLength} lower-case letters, digits and '-'")]);
        }

        StringBuilder text = new();
        DocumentMap metadata = Map(("namespace", Text(space)));
        foreach (DocumentMap whole in Create(
            name, metadata, rule, Selector(space, rule.From), Selector(space, rule.To), duration))
        {
            JsonText.Append(text, whole);
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Returns an object for each action of a valid rule.</summary>
    /// <param name="name">Prefix of the object names.</param>
    /// <param name="metadata">Metadata other than the name.</param>
    /// <param name="rule">The rule; its host names are not used.</param>
    /// <param name="from">Selector of the sending pods.</param>
    /// <param name="to">Selector of the receiving pods.</param>
    /// <param name="duration">Duration of the impairment; null until the objects are deleted.</param>
    internal static IEnumerable<DocumentMap> Create(string name, DocumentMap metadata, LinkImpairment rule,
        DocumentMap from, DocumentMap to, TimeSpan? duration) =>
        GetActions(rule).Select(found => Create("NetworkChaos", $"{name}-{found.Action}", metadata, found.Action, from,
            [.. GetTarget(to, isOneWay: !rule.IsSymmetric), .. found.Settings], duration));

    /// <summary>Returns the settings that restrict an object to packets between two selectors.</summary>
    internal static DocumentMap GetTarget(DocumentMap to, bool isOneWay) => Map(
        ("direction", Text(isOneWay ? "to" : "both")), ("target", Map(("mode", Text("all")), ("selector", to))));

    /// <summary>Returns an object of Chaos Mesh that affects all pods of a selector.</summary>
    internal static DocumentMap Create(string kind, string name, DocumentMap metadata, string action,
        DocumentMap selector, IEnumerable<DocumentEntry> settings, TimeSpan? duration)
    {
        DocumentMap limit = duration is { } time ? Map(("duration", Text(Time(time)))) : DocumentMap.Empty;
        return Map(
            ("apiVersion", Text("chaos-mesh.org/v1alpha1")),
            ("kind", Text(kind)),
            ("metadata", new DocumentMap([.. Map(("name", Text(name))), .. metadata])),
            ("spec", new DocumentMap([.. Map(
                ("action", Text(action)), ("mode", Text("all")), ("selector", selector)), .. settings, .. limit])));
    }

    // netem combines delay, loss and duplication; bandwidth is a separate action.
    private static IEnumerable<(string Action, DocumentMap Settings)> GetActions(LinkImpairment rule)
    {
        List<DocumentEntry> netem = [];
        string correlation = Percent(rule.Correlation);
        if (rule.Delay > TimeSpan.Zero)
        {
            DocumentMap delay = Map(("latency", Text(Time(rule.Delay))), ("jitter", Text(Time(rule.Jitter))),
                ("correlation", Text(correlation)));
            netem.AddRange(Map(("delay", rule.Reordering > 0
                ? new DocumentMap([.. delay, .. Map(("reorder", Map(("reorder", Text(Percent(rule.Reordering))),
                    ("correlation", Text("0")), ("gap", new DocumentScalar(ScalarKind.Integer, "1")))))])
                : delay)));
        }

        if (rule.Loss > 0)
        {
            netem.AddRange(Map(("loss", Map(("loss", Text(Percent(rule.Loss))), ("correlation", Text(correlation))))));
        }

        if (rule.Duplication > 0)
        {
            netem.AddRange(
                Map(("duplicate", Map(("duplicate", Text(Percent(rule.Duplication))), ("correlation", Text("0"))))));
        }

        if (netem.Count > 0)
        {
            yield return ("netem", new DocumentMap(netem));
        }

        if (rule.MaxBytesPerSecond is { } rate)
        {
            yield return ("bandwidth", Map(("bandwidth", Map(
                ("rate", Text(rate.ToString(CultureInfo.InvariantCulture) + "bps")),
                ("limit", Whole(Math.Min(rate, int.MaxValue))),
                ("buffer", Whole(Math.Clamp(rate / BufferShare, MinBufferBytes, int.MaxValue)))))));
        }
    }

    private static DocumentMap Selector(string space, ValueList<string> labels)
    {
        string[][] pairs = [.. labels.Select(label => label.Split('=', 2))];
        if (pairs.Any(pair => pair.Length != 2 || pair[0].Length == 0)
            || pairs.Select(pair => pair[0]).Distinct(StringComparer.Ordinal).Count() != 1)
        {
            throw new ExperimentException([new Problem(ProblemCode.WrongType,
                $"'{TextEscaping.Escape(string.Join(' ', labels))}' are no labels of pods with one key",
                "write KEY=VALUE, as in component=taskmanager")]);
        }

        DocumentMap expression = Map(("key", Text(pairs[0][0])), ("operator", Text("In")),
            ("values", new DocumentList([.. pairs.Select(pair => Text(pair[1]))])));
        return Map(
            ("namespaces", new DocumentList([Text(space)])), ("expressionSelectors", new DocumentList([expression])));
    }

    internal static DocumentMap Map(params (string Key, DocumentNode Value)[] entries) =>
        new(entries.Select(entry => new DocumentEntry(entry.Key, default, entry.Value)));

    internal static DocumentScalar Text(string text) => new(ScalarKind.Text, text);

    private static DocumentScalar Whole(long number) =>
        new(ScalarKind.Integer, number.ToString(CultureInfo.InvariantCulture));

    private static string Time(TimeSpan time) =>
        time.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture) + "us";

    private static string Percent(double probability) =>
        (probability * 100).ToString("0.######", CultureInfo.InvariantCulture);
}
