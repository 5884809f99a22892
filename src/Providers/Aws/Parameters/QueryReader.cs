namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>
/// Reads typed values from parameters and collects all errors, to report them together. What an action reads is also
/// what its requests may contain: <see cref="Describe"/> lists the parameters that it reads, records and rejects.
/// </summary>
/// <param name="service">Service of the request; the error codes of EC2 differ from those of AutoScaling.</param>
internal sealed class QueryReader(QueryParameters parameters, QueryService service)
{
    /// <summary>Maximum length of a name (AutoScaling API reference: XmlStringMaxLen255).</summary>
    public const int MaxNameLength = 255;

    private readonly List<string> _errors = [];
    private bool _isIncomplete;

    /// <summary>True while parameters are listed: all are missing, each list has one element, and nothing fails.</summary>
    public bool IsDescribing => Rows is not null;

    private List<ParameterRow>? Rows { get; init; }

    private string Reason { get; init; } = "";

    private string? this[string name]
    {
        get
        {
            Add(Reason.Length > 0 ? ParameterTreatment.Recorded : ParameterTreatment.Read, Reason, null, name);
            return parameters[name];
        }
    }

    /// <summary>Lists the parameters of an action.</summary>
    public static ParameterTable Describe(QueryService service, Action<QueryReader> action)
    {
        QueryReader reader = new(new QueryParameters([]), service) { Rows = [] };
        _ = service == QueryService.Ec2 ? reader.Boolean("DryRun") : null;
        action(reader);
        return new ParameterTable(reader.Rows);
    }

    /// <summary>Returns a reader of parameters that the action only stores and shows.</summary>
    /// <param name="reason">Reason for the missing effect, as the end of a sentence; empty for other parameters.</param>
    public QueryReader Recorded(string reason) =>
        IsDescribing ? new QueryReader(parameters, service) { Rows = Rows, Reason = reason } : this;

    /// <summary>Declares parameters that are rejected.</summary>
    /// <param name="reason">Reason, as the end of a sentence.</param>
    /// <param name="names">Names, with <c>N</c> for numbers; that of a structure covers all its members.</param>
    public void Reject(string reason, params ReadOnlySpan<string> names) => Add(ParameterTreatment.Rejected, reason, null, names);

    /// <summary>Declares parameters that are rejected unless they request the actual behavior.</summary>
    /// <param name="value">Accepted value; case-insensitive.</param>
    /// <inheritdoc cref="Reject"/>
    public void RejectUnless(string value, string reason, params ReadOnlySpan<string> names) =>
        Add(ParameterTreatment.Rejected, reason, value, names);

    /// <summary>Declares parameters that are accepted without effect.</summary>
    /// <inheritdoc cref="Reject"/>
    public void Ignore(string reason, params ReadOnlySpan<string> names) => Add(ParameterTreatment.Ignored, reason, null, names);

    /// <summary>Reads required text.</summary>
    public string Required(string name, int maxLength = MaxNameLength)
    {
        if (this[name] is not { } value)
        {
            Miss(name);
            return "";
        }

        return Checked(name, value, 1, maxLength);
    }

    /// <summary>Reads optional text.</summary>
    /// <returns>Null if it is missing.</returns>
    public string? Text(string name, int maxLength = MaxNameLength) => this[name] is { } value ? Checked(name, value, 0, maxLength) : null;

    /// <summary>Reads an optional number.</summary>
    public int? Number(string name, int min = int.MinValue, int max = int.MaxValue)
    {
        if (this[name] is not { } text)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            AddError(Field(name), "Member must be an integer", text);
            return null;
        }

        if (value < min || value > max)
        {
            AddError(
                Field(name),
                value < min
                    ? $"Member must have value greater than or equal to {min}"
                    : $"Member must have value less than or equal to {max}",
                string.Create(CultureInfo.InvariantCulture, $"{value}")
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
        if (this[name] is not { } text)
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            AddError(Field(name), "Member must be a number", text);
        }

        return value;
    }

    /// <summary>Reads an optional fraction above 0.</summary>
    public double? Positive(string name)
    {
        double? value = Fraction(name);
        AddErrorIf(
            value <= 0,
            Field(name),
            "Member must be greater than 0",
            string.Create(CultureInfo.InvariantCulture, $"{value:0.0###############}")
        );

        return value;
    }

    /// <summary>Reads an optional ISO 8601 time; without an offset it is UTC.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (this[name] is not { } text)
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
            AddError(Field(name), "Member must be a timestamp, as 2026-01-02T03:04:05Z", text);
            return null;
        }

        return value;
    }

    /// <summary>Reads an optional boolean; case-insensitive.</summary>
    /// <returns>Null if it is missing.</returns>
    public bool? Boolean(string name)
    {
        if (this[name] is not { } text)
        {
            return null;
        }

        if (!bool.TryParse(text, out bool value))
        {
            AddError(Field(name), "Member must be true or false", text);
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
        AddErrorIf(
            value.Length > 0 && !accepted.Contains(value, StringComparer.Ordinal),
            name,
            $"Member must be one of {string.Join(", ", accepted)}",
            value
        );

        return value;
    }

    /// <summary>Reads a list of texts; empty if it is missing.</summary>
    /// <param name="list">Parameter name of the list, for example <c>InstanceIds.member</c>.</param>
    public ValueList<string> Texts(string list, int maxLength = MaxNameLength, int minLength = 1) =>
        [
            .. GetElements(list)
                .Select(name => KeyValuePair.Create(name, this[name]))
                .Where(element => element.Value is not null)
                .Select(element => Checked(element.Key, element.Value!, minLength, maxLength)),
        ];

    /// <summary>Returns the prefixes of the structures in a list, each with a trailing dot.</summary>
    /// <param name="list">Parameter name of the list, for example <c>Tags.member</c>.</param>
    public IEnumerable<string> Structures(string list) => GetElements(list).Select(name => name + ".");

    /// <summary>Returns true if the request has a parameter of a structure.</summary>
    public bool Has(string prefix) => IsDescribing || parameters.All.Any(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Returns true if the request has a value for a parameter, a list or a structure.</summary>
    public bool IsGiven(string name) => Under(name).Any(parameter => parameter.Value.Length > 0);

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

    /// <summary>Collects an error for a value that does not satisfy its constraint.</summary>
    /// <param name="field">Name of the parameter in messages.</param>
    /// <param name="constraint">Constraint, as the end of a sentence.</param>
    /// <param name="value">Value; null to omit it.</param>
    public void AddError(string field, string constraint, string? value = null)
    {
        string quoted = value is null ? "" : $"'{TextEscaping.Escape(value)}' ";
        _errors.Add($"Value {quoted}at '{field}' failed to satisfy constraint: {constraint}");
    }

    /// <summary>Collects an error if a value does not satisfy its constraint.</summary>
    /// <inheritdoc cref="AddError(string, string, string?)"/>
    public void AddErrorIf(bool isInvalid, string field, string constraint, string? value = null)
    {
        if (isInvalid)
        {
            AddError(field, constraint, value);
        }
    }

    /// <exception cref="QueryErrorException">Errors were collected; the message contains all.</exception>
    public void Finish()
    {
        if (_errors.Count > 0 && !IsDescribing)
        {
            string message = $"{Pluralizer.Format(_errors.Count, "validation error")} detected: {string.Join("; ", _errors)}";
            throw new QueryErrorException(CreateError(message));
        }
    }

    private QueryError CreateError(string message)
    {
        if (service != QueryService.Ec2)
        {
            return QueryError.Validation(message);
        }

        return _isIncomplete ? QueryError.MissingParameters(message) : QueryError.InvalidParameterValue(message);
    }

    private IEnumerable<string> GetElements(string list) => IsDescribing ? [$"{list}.N"] : parameters.GetElements(list);

    private void Add(ParameterTreatment treatment, string reason, string? accepted, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            Rows?.Add(new ParameterRow(name, treatment, reason, accepted));
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
            AddError(Field(name), $"Member must have length of {minLength} to {maxLength}", value);
        }
        else if (!value.All(IsXml))
        {
            AddError(Field(name), "Member must hold no control characters", value);
        }

        return value;
    }

    // AutoScaling API reference, pattern of XmlString: [\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*
    private static bool IsXml(char character) => character is >= ' ' and not ('\uFFFE' or '\uFFFF') or '\r' or '\n' or '\t';

    private static string GetHead(string name) => name.IndexOf('.', StringComparison.Ordinal) is var end and >= 0 ? name[..end] : name;

    private static string Field(string name) => name.Length == 0 ? name : $"{char.ToLowerInvariant(name[0])}{name[1..]}";
}
