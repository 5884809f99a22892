namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Rejects requests with unknown, rejected or unread parameters.</summary>
internal static class ParameterCheck
{
    // Maximum number of names in one error.
    private const int MaxNamed = 10;

    // "Common parameters" of the Query API of all services: they identify caller and action, and are read before the
    // action.
    private static readonly ParameterTable Common = new(
        new[]
        {
            "Action",
            "Version",
            "AWSAccessKeyId",
            "Signature",
            "SignatureVersion",
            "SignatureMethod",
            "Timestamp",
            "Expires",
            Security.SignatureV2.NonceParameter,
            "SecurityToken",
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Date",
            "X-Amz-Expires",
            "X-Amz-SignedHeaders",
            "X-Amz-Signature",
            "X-Amz-Security-Token",
        }.Select(name => new ParameterRow(name, ParameterTreatment.Ignored, "it is read before the action"))
    );

    /// <summary>Checks the parameters of a request before its action.</summary>
    /// <param name="service">Service whose error codes are used.</param>
    /// <exception cref="QueryErrorException">A parameter is unknown or rejected; the message names up to
    /// ten.</exception>
    public static void Before(QueryParameters parameters, ParameterTable table, QueryService service)
    {
        List<string> unknown = [];
        List<string> refused = [];
        foreach ((string name, string value) in parameters.All)
        {
            if (unknown.Count + refused.Count == MaxNamed)
            {
                break;
            }

            string path = ParameterTable.ToPath(name);
            if ((Common.Find(path) ?? table.Find(path)) is { } row)
            {
                refused.AddRange(
                    IsRefused(row, value) ? [$"the parameter {TextEscaping.Escape(name)} is not supported: {row.Reason}"] : []
                );
            }
            else if (table.LacksNumber(path))
            {
                throw new QueryErrorException(
                    QueryError.MalformedQueryString($"'{TextEscaping.Escape(name)}' lacks the index of a list element")
                );
            }
            else if (value.Length > 0 || !table.IsOuter(path))
            {
                // Clients send an empty list as its name without a value.
                unknown.Add($"the parameter {TextEscaping.Escape(name)} is not recognized");
            }
        }

        if (unknown.Count + refused.Count > 0)
        {
            string message = Sentence([.. unknown, .. refused]);
            throw new QueryErrorException(
                unknown.Count > 0 ? QueryError.UnknownParameter(service, message) : QueryError.UnsupportedParameter(service, message)
            );
        }
    }

    /// <summary>Checks that an action read all parameters.</summary>
    /// <param name="service">Service whose error codes are used.</param>
    /// <exception cref="QueryErrorException">A known parameter was not read, because it belongs to another form of the
    /// request.</exception>
    public static void After(QueryParameters parameters, ParameterTable table, QueryService service)
    {
        string[] unread =
        [
            .. parameters
                .Unread.Where(name =>
                    table.Find(ParameterTable.ToPath(name))?.Treatment is ParameterTreatment.Read or ParameterTreatment.Recorded
                )
                .Take(MaxNamed),
        ];
        if (unread.Length > 0)
        {
            throw new QueryErrorException(
                QueryError.InvalidCombination(
                    service,
                    Sentence([
                        .. unread.Select(name =>
                            $"the parameter {TextEscaping.Escape(name)} cannot be combined with the other parameters of this request"
                        ),
                    ])
                )
            );
        }
    }

    private static bool IsRefused(ParameterRow row, string value) =>
        row.Treatment == ParameterTreatment.Rejected && value.Length > 0 && !value.Equals(row.Default, StringComparison.OrdinalIgnoreCase);

    private static string Sentence(IReadOnlyList<string> clauses)
    {
        string text = string.Join("; ", clauses);
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}";
    }
}
