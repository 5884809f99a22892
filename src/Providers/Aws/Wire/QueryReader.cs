namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>Reads typed values from parameters and collects all errors, to report them together.</summary>
/// <param name="service">Service of the request; the error codes of EC2 differ from those of AutoScaling.</param>
internal sealed class QueryReader(QueryParameters parameters, QueryService service)
{
    /// <summary>Maximum length of a name (AutoScaling API reference: XmlStringMaxLen255).</summary>
    public const int MaxNameLength = 255;

    private readonly List<string> _errors = [];
    private bool _isIncomplete;

    /// <summary>Reads required text.</summary>
    public string Required(string name, int maxLength = MaxNameLength)
    {
        if (parameters[name] is not { } value)
        {
            Miss(name);
            return "";
        }

        return Checked(name, value, 1, maxLength);
    }

    /// <summary>Reads optional text.</summary>
    /// <returns>Null if it is missing.</returns>
    public string? Text(string name, int maxLength = MaxNameLength) =>
        parameters[name] is { } value ? Checked(name, value, 0, maxLength) : null;

    /// <summary>Reads an optional number.</summary>
    public int? Number(string name, int min = int.MinValue, int max = int.MaxValue)
    {
        if (parameters[name] is not { } text)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            _errors.Add(
                $"Value '{TextEscaping.Escape(text)}' at '{Field(name)}' failed to satisfy constraint: Member must " + "be an integer"
            );
            return null;
        }

        if (value < min || value > max)
        {
            _errors.Add(
                value < min
                    ? $"Value '{value}' at '{Field(name)}' failed to satisfy constraint: Member must have value greater "
                        + $"than or equal to {min}"
                    : $"Value '{value}' at '{Field(name)}' failed to satisfy constraint: Member must have value less than "
                        + $"or equal to {max}"
            );
        }

        return value;
    }

    /// <summary>Reads a required number.</summary>
    /// <inheritdoc cref="Number"/>
    public int RequiredNumber(string name, int min = int.MinValue, int max = int.MaxValue)
    {
        if (parameters[name] is null)
        {
            Miss(name);
        }

        return Number(name, min, max) ?? 0;
    }

    /// <summary>Reads an optional fraction.</summary>
    public double? Fraction(string name)
    {
        if (parameters[name] is not { } text)
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            _errors.Add(
                $"Value '{TextEscaping.Escape(text)}' at '{Field(name)}' failed to satisfy constraint: Member must " + "be a number"
            );
        }

        return value;
    }

    /// <summary>Reads an optional fraction above 0.</summary>
    public double? Positive(string name)
    {
        double? value = Fraction(name);
        if (value <= 0)
        {
            _errors.Add(
                string.Create(CultureInfo.InvariantCulture, $"Value '{value:0.0###############}' at '{Field(name)}' ")
                    + "failed to satisfy constraint: Member must be greater than 0"
            );
        }

        return value;
    }

    /// <summary>Reads an optional ISO 8601 time; without an offset it is UTC.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (parameters[name] is not { } text)
        {
            return null;
        }

        if (
            !DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset value
            )
        )
        {
            _errors.Add(
                $"Value '{TextEscaping.Escape(text)}' at '{Field(name)}' failed to satisfy constraint: Member must "
                    + "be a timestamp, as 2026-01-02T03:04:05Z"
            );
            return null;
        }

        return value;
    }

    /// <summary>Reads an optional boolean; case-insensitive.</summary>
    /// <returns>Null if it is missing.</returns>
    public bool? Boolean(string name)
    {
        if (parameters[name] is not { } text)
        {
            return null;
        }

        if (!bool.TryParse(text, out bool value))
        {
            _errors.Add(
                $"Value '{TextEscaping.Escape(text)}' at '{Field(name)}' failed to satisfy constraint: Member must be " + "true or false"
            );
        }

        return value;
    }

    /// <summary>Reads a required boolean.</summary>
    /// <inheritdoc cref="Boolean"/>
    public bool RequiredBoolean(string name)
    {
        if (parameters[name] is null)
        {
            Miss(name);
        }

        return Boolean(name) ?? false;
    }

    /// <summary>Reads one of several values; collects an error for any other.</summary>
    /// <param name="accepted">Accepted values.</param>
    /// <returns>The value; empty if it is missing.</returns>
    public string OneOf(string name, string[] accepted)
    {
        string value = Text(name) ?? "";
        if (value.Length > 0 && !accepted.Contains(value, StringComparer.Ordinal))
        {
            AddError(
                $"Value '{TextEscaping.Escape(value)}' at '{name}' failed to satisfy constraint: Member must be one of "
                    + $"{string.Join(", ", accepted)}"
            );
        }

        return value;
    }

    /// <summary>Reads a list of texts; empty if it is missing.</summary>
    /// <param name="list">Parameter name of the list, for example <c>InstanceIds.member</c>.</param>
    public ValueList<string> Texts(string list, int maxLength = MaxNameLength, int minLength = 1) =>
        [
            .. parameters
                .GetElements(list)
                .Where(name => parameters[name] is not null)
                .Select(name => Checked(name, parameters[name]!, minLength, maxLength)),
        ];

    /// <summary>Returns the prefixes of the structures in a list, each with a trailing dot.</summary>
    /// <param name="list">Parameter name of the list, for example <c>Tags.member</c>.</param>
    public IEnumerable<string> Structures(string list) => parameters.GetElements(list).Select(name => name + ".");

    /// <summary>Returns true if the request has a parameter of a structure.</summary>
    public bool Has(string prefix) => parameters.All.Any(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Returns all parameters of a structure, in order of arrival.</summary>
    /// <param name="prefix">Name of the structure, with its dot.</param>
    /// <returns>Names without the prefix, and values.</returns>
    public IEnumerable<KeyValuePair<string, string>> Under(string prefix) =>
        parameters
            .All.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && parameters[pair.Key] is not null)
            .Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value));

    /// <summary>Returns a reader with defaults for parameters that the request lacks.</summary>
    /// <param name="below">Defaults. Those with the same first part as a parameter of the request are omitted.</param>
    public QueryReader WithDefaults(IEnumerable<KeyValuePair<string, string>> below)
    {
        HashSet<string> requestHeads = new(parameters.All.Select(pair => GetHead(pair.Key)), StringComparer.Ordinal);
        return new QueryReader(new QueryParameters(below.Where(pair => !requestHeads.Contains(GetHead(pair.Key))), parameters), service);
    }

    /// <summary>Collects an error.</summary>
    public void AddError(string message) => _errors.Add(message);

    /// <exception cref="QueryErrorException">Errors were collected; the message contains all.</exception>
    public void Finish()
    {
        if (_errors.Count > 0)
        {
            string message = $"{Pluralizer.Format(_errors.Count, "validation error")} detected: {string.Join("; ", _errors)}";
            throw new QueryErrorException(
                service switch
                {
                    not QueryService.Ec2 => QueryError.Validation(message),
                    _ when _isIncomplete => QueryError.MissingParameters(message),
                    _ => QueryError.InvalidParameterValue(message),
                }
            );
        }
    }

    private void Miss(string name)
    {
        _isIncomplete = true;
        _errors.Add($"Value null at '{Field(name)}' failed to satisfy constraint: Member must not be null");
    }

    private string Checked(string name, string value, int minLength, int maxLength)
    {
        if (value.Length < minLength || value.Length > maxLength)
        {
            _errors.Add(
                $"Value '{TextEscaping.Escape(value)}' at '{Field(name)}' failed to satisfy constraint: Member must "
                    + "have "
                    + $"length of {minLength} to {maxLength}"
            );
        }
        else if (!value.All(IsXml))
        {
            _errors.Add(
                $"Value '{TextEscaping.Escape(value)}' at '{Field(name)}' failed to satisfy constraint: Member must "
                    + "hold "
                    + "no control characters"
            );
        }

        return value;
    }

    // AutoScaling API reference, pattern of XmlString: [\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*
    private static bool IsXml(char character) => character is >= ' ' and not ('\uFFFE' or '\uFFFF') or '\r' or '\n' or '\t';

    private static string GetHead(string name) => name.IndexOf('.', StringComparison.Ordinal) is var end and >= 0 ? name[..end] : name;

    private static string Field(string name) => name.Length == 0 ? name : $"{char.ToLowerInvariant(name[0])}{name[1..]}";
}
