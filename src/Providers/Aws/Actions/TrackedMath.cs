namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Reads and writes the metric math of target-tracking policies.</summary>
/// <remarks>Source: AutoScaling API reference, TargetTrackingMetricDataQuery and TargetTrackingMetricStat.</remarks>
internal static class TrackedMath
{
    private const int MaxLength = 2047;

    // Enough for any policy, and still fast to evaluate for each report.
    private const int MaxQueries = 100;

    /// <summary>Reads <c>Metrics</c> and collects errors.</summary>
    /// <param name="list">Parameter name of the list, with its <c>member</c> suffix.</param>
    public static PolicyRecord Read(QueryReader read, string list, PolicyRecord policy)
    {
        ValueList<MetricQueryRecord> queries = [.. read.Structures(list).Select(prefix => ReadOne(read, prefix))];
        string[] problems = [.. FindProblems(queries)];
        foreach (string problem in problems)
        {
            read.AddError($"Value at 'customizedMetricSpecification.metrics' failed to satisfy constraint: {problem}");
        }

        return problems.Length == 0 ? policy with { Queries = queries, Metric = queries.First(query => query.IsFollowed).Id } : policy;
    }

    public static void Write(XmlText xml, PolicyRecord policy) =>
        xml.Open("CustomizedMetricSpecification")
            .List("Metrics", "member", policy.Queries, WriteOne)
            .Close("CustomizedMetricSpecification");

    private static MetricQueryRecord ReadOne(QueryReader read, string prefix)
    {
        string stat = prefix + "MetricStat.";
        MetricQueryRecord query = new(read.Required(prefix + "Id"))
        {
            Expression = read.Text(prefix + "Expression", MaxLength) ?? "",
            Label = read.Text(prefix + "Label", MaxLength) ?? "",
            IsFollowed = read.Boolean(prefix + "ReturnData") ?? true,
        };
        return read.Has(stat)
            ? query with
            {
                Metric = new CustomMetric(read.Required(stat + "Metric.Namespace"), read.Required(stat + "Metric.MetricName"))
                {
                    Dimensions = TrackedMetric.ReadDimensions(read, stat + "Metric.Dimensions.member"),
                },
                Statistic = read.Required(stat + "Stat"),
                Unit = read.Text(stat + "Unit") ?? "",
            }
            : query;
    }

    private static IEnumerable<string> FindProblems(ValueList<MetricQueryRecord> queries)
    {
        if (queries.Count is 0 or > MaxQueries)
        {
            yield return $"Member must have length of 1 to {MaxQueries}";
        }

        foreach (MetricQueryRecord query in queries)
        {
            foreach (string problem in FindProblems(query))
            {
                yield return $"the member '{TextEscaping.Escape(query.Id)}' {problem}";
            }
        }

        if (queries.DistinctBy(query => query.Id, StringComparer.Ordinal).Count() < queries.Count)
        {
            yield return "each Id must be unique";
        }
        else if (queries.Count(query => query.IsFollowed) != 1)
        {
            yield return "ReturnData must be true for one member, and false for all others";
        }
        else if (FindProblem(queries) is { } expressionProblem)
        {
            yield return expressionProblem;
        }
    }

    private static IEnumerable<string> FindProblems(MetricQueryRecord query)
    {
        // API reference: letters, digits and underscores; the first one is a lower-case letter.
        if (
            query.Id.Length > 0
            && !(char.IsAsciiLetterLower(query.Id[0]) && query.Id.All(one => char.IsAsciiLetterOrDigit(one) || one == '_'))
        )
        {
            yield return "has an Id that is not of letters, digits and underscores after a lower-case letter";
        }

        if ((query.Metric is null) == (query.Expression.Length == 0))
        {
            yield return "must have one of Expression and MetricStat";
        }

        if (query.Metric is not null && !CustomMetricRecord.Statistics.Contains(query.Statistic, StringComparer.Ordinal))
        {
            yield return $"has the statistic '{TextEscaping.Escape(query.Statistic)}', which is not supported; use "
                + "one of "
                + string.Join(", ", CustomMetricRecord.Statistics);
        }
    }

    /// <summary>Returns the problem of the expressions; null if they are valid.</summary>
    private static string? FindProblem(ValueList<MetricQueryRecord> queries)
    {
        foreach (MetricQueryRecord query in queries)
        {
            try
            {
                _ = MetricMath.FindMetrics(queries, query.Id);
            }
            catch (FormatException exception)
            {
                return $"the member '{TextEscaping.Escape(query.Id)}': {TextEscaping.Escape(exception.Message)}";
            }
        }

        return MetricMath.FindMetrics(queries, queries.First(query => query.IsFollowed).Id).Count == 0
            ? "the member with ReturnData must depend on a metric"
            : null;
    }

    private static void WriteOne(XmlText xml, MetricQueryRecord query)
    {
        xml.Leaf("Id", query.Id).LeafIfNotEmpty("Label", query.Label).LeafIfNotEmpty("Expression", query.Expression);
        if (query.Metric is { } metric)
        {
            xml.Open("MetricStat").Open("Metric").Leaf("MetricName", metric.Name).Leaf("Namespace", metric.Namespace);
            TrackedMetric.WriteDimensions(xml, metric);
            xml.Close("Metric").Leaf("Stat", query.Statistic).LeafIfNotEmpty("Unit", query.Unit).Close("MetricStat");
        }

        xml.Leaf("ReturnData", query.IsFollowed);
    }
}
