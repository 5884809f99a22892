using Scriban.Runtime;

namespace Scalewright.Templating;

/// <summary>Functions of templates. The same arguments always give the same result.</summary>
internal static class TemplateFunctions
{
    /// <summary>All functions by name. A template cannot change them.</summary>
    public static ScriptObject All { get; } =
        Group(
            ("quote", Function(1, static call => Quote(call.Text(0)))),
            ("pad", Function(2, static call => call.Text(0).PadLeft(call.Width(1), '0'))),
            ("string", Strings()),
            ("array", Arrays()),
            (
                "math",
                Group(
                    ("abs", Function(1, static call => Math.Abs(call.Number(0)))),
                    ("ceil", Function(1, static call => Math.Ceiling(call.Number(0)))),
                    ("floor", Function(1, static call => Math.Floor(call.Number(0)))),
                    ("round", Function(1, static call => Math.Round(call.Number(0))))
                )
            )
        );

    private static ScriptObject Strings() =>
        Group(
            ("append", Function(2, static call => call.Text(0) + call.Text(1))),
            ("contains", Function(2, static call => call.Text(0).Contains(call.Text(1), StringComparison.Ordinal))),
            ("downcase", Function(1, static call => call.Text(0).ToLowerInvariant())),
            ("ends_with", Function(2, static call => call.Text(0).EndsWith(call.Text(1), StringComparison.Ordinal))),
            ("lstrip", Function(1, static call => call.Text(0).TrimStart())),
            ("pad_left", Function(2, static call => call.Text(0).PadLeft(call.Width(1)))),
            ("pad_right", Function(2, static call => call.Text(0).PadRight(call.Width(1)))),
            ("prepend", Function(2, static call => call.Text(1) + call.Text(0))),
            ("replace", Function(3, static call => call.Join(call.Text(2), call.Text(0).Split(call.Pattern(1))))),
            ("rstrip", Function(1, static call => call.Text(0).TrimEnd())),
            ("size", Function(1, static call => call.Text(0).Length)),
            ("split", Function(2, static call => call.NewList(call.Text(0).Split(call.Pattern(1))))),
            ("starts_with", Function(2, static call => call.Text(0).StartsWith(call.Text(1), StringComparison.Ordinal))),
            ("strip", Function(1, static call => call.Text(0).Trim())),
            ("upcase", Function(1, static call => call.Text(0).ToUpperInvariant()))
        );

    private static ScriptObject Arrays() =>
        Group(
            ("contains", Function(2, static call => call.List(0).Any(item => call.Format(item) == call.Text(1)))),
            ("first", Function(1, static call => call.List(0).FirstOrDefault())),
            ("join", Function(2, static call => call.Join(call.Text(1), call.List(0).Select(call.Format)))),
            ("last", Function(1, static call => call.List(0).LastOrDefault())),
            ("map", Function(2, static call => call.NewList(call.List(0).Select(item => call.Member(item, call.Text(1)))))),
            ("reverse", Function(1, static call => call.NewList(call.List(0).Reverse()))),
            ("size", Function(1, static call => call.List(0).Count())),
            ("sort", Function(1, static call => call.NewList(call.List(0).Order(call)))),
            ("uniq", Function(1, static call => call.NewList(call.List(0).DistinctBy(call.Format, StringComparer.Ordinal))))
        );

    private static ScriptObject Group(params ReadOnlySpan<(string Name, object Member)> members)
    {
        ScriptObject group = new(StringComparer.Ordinal);
        foreach ((string name, object member) in members)
        {
            group.SetValue(name, member, readOnly: true);
        }

        group.IsReadOnly = true;
        return group;
    }

    private static TemplateFunction Function(int count, Func<TemplateCall, object?> body) => new(count, body);

    /// <summary>Quotes any text as one word for a POSIX shell (POSIX.1-2017, Shell Command Language 2.2.2).</summary>
    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
