using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Templating;

/// <summary>Texts by name that a template may name or walk over; each step spends of the budget.</summary>
internal sealed class FactMap(ValueMap<string> texts, RenderBudget budget) : IReadOnlyDictionary<string, object?>
{
    public int Count => texts.Count;

    public IEnumerable<string> Keys => this.Select(entry => entry.Key);

    public IEnumerable<object?> Values => this.Select(entry => entry.Value);

    public object? this[string key] => FactText.Of(texts[key]);

    public bool ContainsKey(string key) => texts.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        budget.SpendTime();
        bool isThere = texts.TryGetValue(key, out string? text);
        value = FactText.Of(text);
        return isThere;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        foreach ((string name, string text) in (IEnumerable<KeyValuePair<string, string>>)texts)
        {
            budget.SpendTime();
            yield return new KeyValuePair<string, object?>(name, FactText.Of(text));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
