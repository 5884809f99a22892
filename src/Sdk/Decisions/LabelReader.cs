namespace Scalewright.Decisions;

/// <summary>Reads values from the labels of a group and collects the invalid ones.</summary>
internal sealed class LabelReader(ValueMap<string> labels)
{
    private readonly ProblemList _problems = new();

    public string Text(string key) => labels.TryGetValue(key, out string? text) ? text : "";

    public int Number(string key, int fallback) => !labels.TryGetValue(key, out string? text) ? fallback : ParseNumber(key, text);

    public int ParseNumber(string key, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : AddError(key, text, "an integer", 0);

    public double Price(string key) => !labels.TryGetValue(key, out string? text) ? 0 : ParsePrice(key, text);

    public ValueMap<string> Below(string prefix) =>
        labels
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key[prefix.Length..], entry.Value))
            .ToValueMap();

    public void ThrowIfInvalid(string subject, Func<ValueList<Problem>> check)
    {
        ValueList<Problem> found = _problems.HasErrors ? _problems.ToValueList() : check();
        if (found.Count > 0)
        {
            throw new DecisionException(subject, found);
        }
    }

    private double ParsePrice(string key, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double price)
            ? price
            : AddError(key, text, "a number", 0.0);

    private T AddError<T>(string key, string text, string expected, T fallback)
    {
        _problems.AddError(
            ProblemCode.DomainNotFound,
            default,
            TextEscaping.Escape(key),
            $"'{TextEscaping.Escape(text)}' is not {expected}",
            $"use {expected}"
        );
        return fallback;
    }
}
