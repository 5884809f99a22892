namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>
/// Reads typed values out of parameters and remembers everything that is wrong with them, to tell it at once.
/// </summary>
/// <param name="service">Whose: EC2 and the others have different codes for the same faults.</param>
internal sealed class QueryReader(QueryParameters parameters, WireService service)
{
    /// <summary>Longest name of anything (AutoScaling API reference: XmlStringMaxLen255).</summary>
    public const int NameLengthMax = 255;

    private readonly List<string> _wrong = [];
    private bool _isIncomplete;

    /// <summary>Text that must be there.</summary>
    public string Required(string name, int lengthMax = NameLengthMax)
    {
        if (parameters[name] is not { } value)
        {
            Miss(name);
            return "";
        }

        return Checked(name, value, 1, lengthMax);
    }

    /// <summary>Text that may be left out.</summary>
    /// <returns>Null when it did not come.</returns>
    public string? Text(string name, int lengthMax = NameLengthMax) =>
        parameters[name] is { } value ? Checked(name, value, 0, lengthMax) : null;

    /// <summary>A number that may be left out.</summary>
    public int? Number(string name, int min = int.MinValue, int max = int.MaxValue)
    {
        if (parameters[name] is not { } text)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            _wrong.Add(
                $"Value '{Printable.Escape(text)}' at '{Field(name)}' failed to satisfy constraint: Member must be an "
                    + "integer");
            return null;
        }

        if (value < min || value > max)
        {
            _wrong.Add(value < min
                ? $"Value '{value}' at '{Field(name)}' failed to satisfy constraint: Member must have value greater "
                    + $"than or equal to {min}"
                : $"Value '{value}' at '{Field(name)}' failed to satisfy constraint: Member must have value less than "
                    + $"or equal to {max}");
        }

        return value;
    }

    /// <summary>A number that must be there.</summary>
    /// <inheritdoc cref="Number"/>
    public int RequiredNumber(string name, int min = int.MinValue, int max = int.MaxValue)
    {
        if (parameters[name] is null)
        {
            Miss(name);
        }

        return Number(name, min, max) ?? 0;
    }

    /// <summary>A fraction that may be left out.</summary>
    public double? Fraction(string name)
    {
        if (parameters[name] is not { } text)
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value))
        {
            _wrong.Add(
                $"Value '{Printable.Escape(text)}' at '{Field(name)}' failed to satisfy constraint: Member must be a "
                    + "number");
        }

        return value;
    }

    /// <summary>A fraction above 0 that may be left out.</summary>
    public double? Positive(string name)
    {
        double? value = Fraction(name);
        if (value <= 0)
        {
            _wrong.Add(
                string.Create(CultureInfo.InvariantCulture, $"Value '{value:0.0###############}' at '{Field(name)}' ")
                    + "failed to satisfy constraint: Member must be greater than 0");
        }

        return value;
    }

    /// <summary>An instant in ISO 8601 that may be left out; without an offset it is UTC.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (parameters[name] is not { } text)
        {
            return null;
        }

        if (!DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset value))
        {
            _wrong.Add(
                $"Value '{Printable.Escape(text)}' at '{Field(name)}' failed to satisfy constraint: Member must be a "
                    + "timestamp, as 2026-01-02T03:04:05Z");
            return null;
        }

        return value;
    }

    /// <summary>True or false, in any case of letters.</summary>
    /// <returns>Null when it did not come.</returns>
    public bool? Truth(string name)
    {
        if (parameters[name] is not { } text)
        {
            return null;
        }

        if (!bool.TryParse(text, out bool value))
        {
            _wrong.Add(
                $"Value '{Printable.Escape(text)}' at '{Field(name)}' failed to satisfy constraint: Member must be "
                    + "true or false");
        }

        return value;
    }

    /// <summary>True or false, where one of them must be said.</summary>
    /// <inheritdoc cref="Truth"/>
    public bool RequiredTruth(string name)
    {
        if (parameters[name] is null)
        {
            Miss(name);
        }

        return Truth(name) ?? false;
    }

    /// <summary>Reads one of some words; another one is noted as wrong.</summary>
    /// <param name="words">The words that are accepted.</param>
    /// <returns>The word as it came; empty when none came.</returns>
    public string OneOf(string name, string[] words)
    {
        string value = Text(name) ?? "";
        if (value.Length > 0 && !words.Contains(value, StringComparer.Ordinal))
        {
            Refuse(
                $"Value '{Printable.Escape(value)}' at '{name}' failed to satisfy constraint: Member must be one of "
                    + $"{string.Join(", ", words)}");
        }

        return value;
    }

    /// <summary>The texts of a list; empty when none came.</summary>
    /// <param name="list">The list with its word, as in <c>InstanceIds.member</c>.</param>
    public ValueList<string> Texts(string list, int lengthMax = NameLengthMax, int lengthMin = 1) =>
        [
            .. parameters.ElementsOf(list).Where(name => parameters[name] is not null)
                .Select(name => Checked(name, parameters[name]!, lengthMin, lengthMax))
        ];

    /// <summary>The prefixes of the structures of a list, each with its point at the end.</summary>
    /// <param name="list">The list with its word, as in <c>Tags.member</c>.</param>
    public IEnumerable<string> Structures(string list) => parameters.ElementsOf(list).Select(name => name + ".");

    /// <summary>Whether any parameter of a structure came.</summary>
    public bool Has(string prefix) => parameters.All.Any(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>All parameters of a structure, in the order they came.</summary>
    /// <param name="prefix">The structure's name with its point.</param>
    /// <returns>Their names without the prefix, and their values.</returns>
    public IEnumerable<KeyValuePair<string, string>> Under(string prefix) => parameters.All
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && parameters[pair.Key] is not null)
        .Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value));

    /// <summary>A reader that takes what the request does not say from elsewhere.</summary>
    /// <param name="below">Parameters; one whose first part the request names is left out.</param>
    public QueryReader Over(IEnumerable<KeyValuePair<string, string>> below)
    {
        HashSet<string> said = new(parameters.All.Select(pair => HeadOf(pair.Key)), StringComparer.Ordinal);
        return new QueryReader(
            new QueryParameters(below.Where(pair => !said.Contains(HeadOf(pair.Key))), parameters), service);
    }

    /// <summary>Notes something that is wrong.</summary>
    public void Refuse(string message) => _wrong.Add(message);

    /// <summary>Tells everything that was wrong.</summary>
    /// <exception cref="QueryFaultException">Something was.</exception>
    public void Finish()
    {
        if (_wrong.Count > 0)
        {
            string message = $"{CountText.Of(_wrong.Count, "validation error")} detected: {string.Join("; ", _wrong)}";
            throw new QueryFaultException(service != WireService.Ec2 ? WireFault.Validation(message)
                : _isIncomplete ? WireFault.MissingParameters(message) : WireFault.InvalidParameterValue(message));
        }
    }

    private void Miss(string name)
    {
        _isIncomplete = true;
        _wrong.Add($"Value null at '{Field(name)}' failed to satisfy constraint: Member must not be null");
    }

    private string Checked(string name, string value, int lengthMin, int lengthMax)
    {
        if (value.Length < lengthMin || value.Length > lengthMax)
        {
            _wrong.Add(
                $"Value '{Printable.Escape(value)}' at '{Field(name)}' failed to satisfy constraint: Member must have "
                    + $"length of {lengthMin} to {lengthMax}");
        }
        else if (!value.All(IsXml))
        {
            _wrong.Add(
                $"Value '{Printable.Escape(value)}' at '{Field(name)}' failed to satisfy constraint: Member must hold "
                    + "no control characters");
        }

        return value;
    }

    // AutoScaling API reference, pattern of XmlString: [\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*
    private static bool IsXml(char character) =>
        character is >= ' ' and not ('\uFFFE' or '\uFFFF') or '\r' or '\n' or '\t';

    private static string HeadOf(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is var end and >= 0 ? name[..end] : name;

    private static string Field(string name) =>
        name.Length == 0 ? name : $"{char.ToLowerInvariant(name[0])}{name[1..]}";
}
