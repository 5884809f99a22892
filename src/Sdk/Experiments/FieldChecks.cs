using Scalewright.Decisions;
using Scalewright.Experiments.Reading;

namespace Scalewright.Experiments;

/// <summary>Notes what is wrong with the fields of a model, in the same words everywhere.</summary>
internal sealed class FieldChecks
{
    /// <summary>No time of an experiment is longer: 31 days.</summary>
    public static readonly TimeSpan LongestMax = TimeSpan.FromDays(31);

    private readonly ProblemList _problems = new();

    /// <summary>How many problems there are so far.</summary>
    public int Count => _problems.ToValueList().Count;

    public ValueList<Problem> ToList() => _problems.ToValueList();

    public FieldChecks Add(ProblemCode code, string field, string found, string advice)
    {
        _problems.AddError(code, default, field, found, advice);
        return this;
    }

    /// <summary>Adds a problem between fields: it stands at the first that is written.</summary>
    public FieldChecks AddBetween(ProblemCode code, ValueList<string> fields, string found, string advice)
    {
        _problems.Add(new Problem(code, found, advice) { Field = fields[0], RelatedFields = [.. fields.Skip(1)] });
        return this;
    }

    /// <summary>Adds what is wrong with a part; its fields are told below a path, if one is given.</summary>
    public FieldChecks Add(string path, ValueList<Problem> found)
    {
        foreach (Problem problem in found)
        {
            _problems.Add(path.Length == 0 ? problem : problem with
            {
                Field = problem.Field.Length > 0 ? $"{path}.{problem.Field}" : path,
                RelatedFields = [.. problem.RelatedFields.Select(field => $"{path}.{field}")],
            });
        }

        return this;
    }

    public FieldChecks Above0(string field, double value) =>
        value > 0 && double.IsFinite(value) ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not above 0", "use more than 0");

    public FieldChecks Above0(string field, TimeSpan value) =>
        value > TimeSpan.Zero ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is not above 0", "use more than 0");

    public FieldChecks AtLeast(string field, double value, double least) =>
        value >= least && double.IsFinite(value) ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is below {Text(least)}", $"use {Text(least)} or more");

    public FieldChecks AtLeast0(string field, TimeSpan value) =>
        value >= TimeSpan.Zero ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is below 0", "use 0 or more");

    /// <summary>A value between two others.</summary>
    /// <param name="field">The field that has it.</param>
    /// <param name="bound">The field that the upper bound comes from; empty: none.</param>
    public FieldChecks Within<T>(string field, T value, T least, T most, string bound = "")
        where T : IComparable<T>, IFormattable =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? this
            : AddBetween(ProblemCode.OutOfRange, bound.Length > 0 ? [field, bound] : [field], $"{Text(value)} is outside of {Text(least)} to {Text(most)}", $"use {Text(least)} to {Text(most)}");

    /// <summary>A finite number from 0 that a load can be.</summary>
    public FieldChecks Rate(string field, double value) =>
        MetricReading.IsSane(value) ? this : Add(ProblemCode.OutOfRange, field, $"{Text(value)} is no rate", "use a number from 0");

    /// <summary>A time that may be 0.</summary>
    public FieldChecks Time(string field, TimeSpan value) => Within(field, value, TimeSpan.Zero, LongestMax);

    /// <summary>Names of which each is one's own.</summary>
    /// <returns>The names.</returns>
    public HashSet<string> Names(string field, IEnumerable<string> names)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        int index = -1;
        foreach (string name in names)
        {
            index++;
            if (name.Length == 0 || !known.Add(name))
            {
                Add(ProblemCode.DuplicateName, $"{field}.{index.ToString(CultureInfo.InvariantCulture)}", $"'{Printable.Escape(name)}' is empty or the name of two", "give each a name of its own");
            }
        }

        return known;
    }

    /// <summary>The paths of the entries of a list: each by its name, those that share one by their numbers.</summary>
    public static string[] PathsOf(string field, IEnumerable<string> names)
    {
        string[] all = [.. names];
        HashSet<string> shared = all.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Key.Length == 0 || group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return [.. all.Select((name, index) => $"{field}.{(shared.Contains(name) ? index.ToString(CultureInfo.InvariantCulture) : name)}")];
    }

    /// <summary>A name that is none of those that are known.</summary>
    /// <param name="field">The field that has the name.</param>
    /// <param name="where">Where it is looked for, for the message.</param>
    /// <param name="otherwise">The advice where no known name is like it.</param>
    /// <param name="among">The field that has the known names; empty: none.</param>
    public FieldChecks Unknown(string field, string name, IEnumerable<string> known, string where = "", string otherwise = "use a name that there is", string among = "") =>
        AddBetween(
            ProblemCode.UnknownReference,
            among.Length > 0 ? [field, among] : [field],
            $"there is no '{Printable.Escape(name)}'{where}",
            Spelling.Nearest(name, known) is { } near ? $"did you mean '{near}'?" : otherwise);

    private static string Text<T>(T value)
        where T : IFormattable => value is TimeSpan time ? DurationText.Of(time) : value.ToString(null, CultureInfo.InvariantCulture);
}
