using Scalewright.Decisions;
using Scalewright.Experiments.Reading;

namespace Scalewright.Experiments;

/// <summary>
/// Collects the problems of a model's fields, with consistent messages. A check of a value adds at most one problem and
/// returns this object.
/// </summary>
internal sealed class FieldChecks
{
    /// <summary>Upper limit of every duration of an experiment: 31 days.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromDays(31);

    private const string UniqueNameAdvice = "give each entry a unique name";

    private readonly ProblemList _problems = new();

    /// <summary>Number of problems, at most <see cref="ProblemList.MaxPerSeverity"/>.</summary>
    public int Count => _problems.ToValueList().Count;

    public ValueList<Problem> ToList() => _problems.ToValueList();

    /// <summary>Adds a problem of one field.</summary>
    public FieldChecks Add(ProblemCode code, string field, string found, string advice)
    {
        _problems.AddError(code, default, field, found, advice);
        return this;
    }

    /// <summary>Adds a problem that concerns several fields, located at the first field that exists.</summary>
    public FieldChecks AddBetween(ProblemCode code, ValueList<string> fields, string found, string advice)
    {
        _problems.Add(new Problem(code, found, advice) { Field = fields[0], RelatedFields = [.. fields.Skip(1)] });
        return this;
    }

    /// <summary>Adds the problems of a nested part. If a path is given, it prefixes their fields.</summary>
    public FieldChecks AddNested(string path, ValueList<Problem> found)
    {
        string prefix = path.Length > 0 ? $"{path}." : "";
        foreach (Problem problem in found)
        {
            _problems.Add(
                problem with
                {
                    Field = problem.Field.Length > 0 ? prefix + problem.Field : path,
                    RelatedFields = [.. problem.RelatedFields.Select(field => prefix + field)],
                }
            );
        }

        return this;
    }

    public FieldChecks Above0(string field, double value) =>
        value > 0 && double.IsFinite(value)
            ? this
            : Add(ProblemCode.OutOfRange, field, Describe(value, "is not above 0"), "use more than 0");

    public FieldChecks Above0(string field, TimeSpan value) =>
        value > TimeSpan.Zero ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not above 0", "use more than 0");

    public FieldChecks AtLeast(string field, double value, double min) =>
        value >= min && double.IsFinite(value)
            ? this
            : Add(ProblemCode.OutOfRange, field, Describe(value, $"is below {Text(min)}"), $"use {Text(min)} or more");

    public FieldChecks AtLeast0(string field, TimeSpan value) =>
        value >= TimeSpan.Zero ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is below 0", "use 0 or more");

    /// <summary>Requires a value between two bounds, each included.</summary>
    /// <param name="bound">The field that supplies the upper bound; empty for a constant bound.</param>
    public FieldChecks Within<T>(string field, T value, T min, T max, string bound = "")
        where T : IComparable<T>, IFormattable =>
        value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0
            ? this
            : AddBetween(
                ProblemCode.OutOfRange,
                GetFields(field, bound),
                $"{Text(value)} is outside of {Text(min)} to {Text(max)}",
                $"use {Text(min)} to {Text(max)}"
            );

    /// <summary>Requires records per second, from 0 to <see cref="MetricReading.MaxValue"/>.</summary>
    public FieldChecks Rate(string field, double value) =>
        MetricReading.IsValid(value) ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not a rate", "use a number from 0");

    /// <summary>Requires a duration from 0 to <see cref="MaxDuration"/>.</summary>
    public FieldChecks Time(string field, TimeSpan value) => Within(field, value, TimeSpan.Zero, MaxDuration);

    /// <summary>Requires a unique name, not empty, for each entry of a list.</summary>
    /// <returns>The names.</returns>
    public HashSet<string> Names(string field, IEnumerable<string> names)
    {
        HashSet<string> uniqueNames = new(StringComparer.Ordinal);
        int index = -1;
        foreach (string name in names)
        {
            index++;
            string path = $"{field}.{index.ToString(CultureInfo.InvariantCulture)}";
            if (name.Length == 0)
            {
                Add(ProblemCode.MissingField, path, "the name is empty", UniqueNameAdvice);
            }
            else if (!uniqueNames.Add(name))
            {
                Add(ProblemCode.DuplicateName, path, $"'{TextEscaping.Escape(name)}' is not unique", UniqueNameAdvice);
            }
        }

        return uniqueNames;
    }

    /// <summary>
    /// Returns a unique path for each entry of a list: by name, or by index for entries that share a name. An entry
    /// whose name is an index then has its own index, too.
    /// </summary>
    public static string[] GetPaths(string field, IEnumerable<string> names)
    {
        string[] all = [.. names];
        string[] indexes = [.. Enumerable.Range(0, all.Length).Select(index => index.ToString(CultureInfo.InvariantCulture))];
        HashSet<string> shared = all.GroupBy(name => name, StringComparer.Ordinal)
            .Where(group => group.Key.Length == 0 || group.Count() > 1)
            .Select(group => group.Key)
            .ToHashSet(StringComparer.Ordinal);
        if (shared.Count > 0)
        {
            shared.UnionWith(indexes);
        }

        return [.. all.Select((name, index) => $"{field}.{(shared.Contains(name) ? indexes[index] : name)}")];
    }

    /// <summary>Adds a problem for an unknown name.</summary>
    /// <param name="otherwise">Advice if no known name is similar.</param>
    public FieldChecks Unknown(
        string field,
        string name,
        IEnumerable<string> knownNames,
        string where = "",
        string otherwise = "use an existing name",
        string among = ""
    ) =>
        AddBetween(
            ProblemCode.UnknownReference,
            GetFields(field, among),
            $"there is no '{TextEscaping.Escape(name)}'{where}",
            Spelling.Advise(name, knownNames, otherwise)
        );

    private static ValueList<string> GetFields(string field, string otherField) => otherField.Length > 0 ? [field, otherField] : [field];

    private static string Describe(double value, string found)
    {
        string finding = double.IsFinite(value) ? found : "is not a finite number";
        return $"{Text(value)} {finding}";
    }

    private static string Text<T>(T value)
        where T : IFormattable =>
        value is TimeSpan time ? ExperimentDurationText.Format(time) : value.ToString(null, CultureInfo.InvariantCulture);
}
