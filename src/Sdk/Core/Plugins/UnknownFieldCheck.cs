using Scalewright.Documents;

namespace Scalewright.Plugins;

internal static class UnknownFieldCheck
{
    /// <param name="onlyMisspelled">True to ignore keys that resemble no known one.</param>
    public static void Warn(FieldReader fields, IReadOnlyCollection<string> knownFields, bool onlyMisspelled = false)
    {
        HashSet<string> whole = [.. knownFields];
        ILookup<string, string> nested = knownFields
            .Where(key => key.Contains('.', StringComparison.Ordinal))
            .ToLookup(Head, Tail, StringComparer.Ordinal);
        string[] heads = [.. knownFields.Select(Head).Distinct(StringComparer.Ordinal)];
        foreach (DocumentEntry entry in fields.Map.Where(entry => !whole.Contains(entry.Key)))
        {
            if (!nested.Contains(entry.Key))
            {
                Warn(fields, entry, heads, onlyMisspelled);
            }
            else if (entry.Value is DocumentMap map)
            {
                Warn(new FieldReader(map, fields.JoinPath(entry.Key), fields.Problems), [.. nested[entry.Key]], onlyMisspelled);
            }
        }
    }

    private static string Head(string key) => key.Split('.', 2)[0];

    private static string Tail(string key) => key.Split('.', 2)[1];

    private static void Warn(FieldReader fields, DocumentEntry entry, string[] knownFields, bool onlyMisspelled)
    {
        string? near = Spelling.FindClosest(entry.Key, knownFields);
        if (near is null && onlyMisspelled)
        {
            return;
        }

        string advice = near is null ? $"use one of {string.Join(", ", knownFields)}" : $"did you mean '{near}'?";
        fields.Problems.AddWarning(
            ProblemCode.UnknownField,
            entry.KeyPosition,
            fields.JoinPath(TextEscaping.Escape(entry.Key)),
            "unknown field",
            advice
        );
    }
}
