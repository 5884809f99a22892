namespace Loopback.Kubernetes.Objects;

/// <param name="kind">Kind of the selected objects, which has the selectable fields.</param>
/// <param name="labels">For example <c>a=b,c!=d,e,!f,g in (h,i),j notin (k)</c>.</param>
/// <param name="fields">For example <c>metadata.name=web,spec.nodeName!=n1</c>.</param>
internal sealed partial class Selector(ResourceKind kind, string labels, string fields)
{
    private readonly Func<JsonObject, bool>[] _rules =
    [
        .. Split(labels).Select(CheckedLabelRule),
        .. Split(fields).Select(rule => FieldRule(kind, rule)),
    ];

    public bool Matches(JsonObject one) => _rules.All(rule => rule(one));

    public static bool Matches(JsonNode? selector, JsonNode? labels)
    {
        foreach ((string name, JsonNode? value) in selector.At("matchLabels") as JsonObject ?? [])
        {
            if (labels.At(name) is not { } found || found.ToString() != value?.ToString())
            {
                return false;
            }
        }

        return selector
            .Items("matchExpressions")
            .All(rule =>
            {
                string? found = labels.At(rule.Text("key"))?.ToString();
                bool isListed = found is not null && (rule["values"] as JsonArray ?? []).Any(value => value?.ToString() == found);
                return rule.Text("operator") switch
                {
                    "In" => isListed,
                    "NotIn" => !isListed,
                    "Exists" => found is not null,
                    _ => found is null,
                };
            });
    }

    // A comma in parentheses separates values, not requirements.
    private static IEnumerable<string> Split(string text)
    {
        int depth = 0;
        int start = 0;
        for (int at = 0; at <= text.Length; at++)
        {
            char letter = at < text.Length ? text[at] : ',';
            depth +=
                letter == '(' ? 1
                : letter == ')' ? -1
                : 0;
            if (at == text.Length || (letter == ',' && depth == 0))
            {
                if (text[start..at].Trim() is { Length: > 0 } rule)
                {
                    yield return rule;
                }

                start = at + 1;
            }
        }
    }

    private static Func<JsonObject, bool> CheckedLabelRule(string rule) =>
        LabelSyntax().IsMatch(rule)
            ? LabelRule(rule)
            : throw ApiFault.BadRequest(
                $"unable to parse requirement: found '{rule}', expected: a key, or a key with =, ==, !=, in or notin and values"
            );

    private static Func<JsonObject, bool> LabelRule(string rule)
    {
        if (rule.IndexOf('(', StringComparison.Ordinal) is > 0 and int open)
        {
            string[] head = rule[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] values = rule[(open + 1)..].TrimEnd(')', ' ').Split(',', StringSplitOptions.TrimEntries);
            return one => (LabelOf(one, head[0]) is { } found && values.Contains(found, StringComparer.Ordinal)) == (head[1] == "in");
        }

        return Compare(rule, LabelOf) ?? (rule[0] == '!' ? one => LabelOf(one, rule[1..]) is null : one => LabelOf(one, rule) is not null);
    }

    private static Func<JsonObject, bool> FieldRule(ResourceKind kind, string rule)
    {
        string field = rule.Split('=')[0].TrimEnd('!').Trim();
        if (field is not ("metadata.name" or "metadata.namespace") && !kind.SelectableFields.Contains(field, StringComparer.Ordinal))
        {
            throw ApiFault.BadRequest(
                kind.SelectableFields.Count > 0
                    ? $"field label not supported: {field}"
                    : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            );
        }

        return Compare(rule, static (one, path) => one.Text(path.Split('.')))
            ?? throw ApiFault.BadRequest($"invalid field selector: \"{rule}\"");
    }

    private static Func<JsonObject, bool>? Compare(string rule, Func<JsonObject, string, string?> read)
    {
        int at = rule.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            return null;
        }

        bool isNegative = rule[at - 1] == '!';
        string name = rule[..(isNegative ? at - 1 : at)].Trim();
        string value = rule[at..].TrimStart('=').Trim();
        return one => (read(one, name) == value) != isNegative;
    }

    private static string? LabelOf(JsonObject one, string name) => one.At("metadata", "labels", name)?.ToString();

    private const string Key = "([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

    // Kubernetes documentation, "Labels and Selectors": syntax of keys and values.
    private const string Value = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";

    [GeneratedRegex(
        "^(!\\s*"
            + Key
            + "|"
            + Key
            + "(\\s*(=|==|!=)\\s*"
            + Value
            + "|\\s+(in|notin)\\s*\\(\\s*"
            + Value
            + "(\\s*,\\s*"
            + Value
            + ")*\\s*\\))?)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex LabelSyntax();
}
