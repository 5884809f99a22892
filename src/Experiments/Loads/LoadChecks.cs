using System.Globalization;
using Scalewright.Decisions;

namespace Scalewright.Experiments.Loads;

/// <summary>Checks the figures of a load; each that is wrong is a problem.</summary>
internal sealed class LoadChecks
{
    private readonly ProblemList _problems = new();

    public ValueList<Problem> ToList() => _problems.ToValueList();

    public LoadChecks Rate(string field, double value)
    {
        if (!MetricReading.IsSane(value))
        {
            Add(field, $"{value.ToString(CultureInfo.InvariantCulture)} is no rate", "use a number from 0");
        }

        return this;
    }

    public LoadChecks Length(string field, TimeSpan value, bool isZeroFine = false)
    {
        if (value < TimeSpan.Zero || (value == TimeSpan.Zero && !isZeroFine))
        {
            Add(field, $"{value} is {(isZeroFine ? "below 0" : "not above 0")}", isZeroFine ? "use 0 or more" : "use more than 0");
        }

        return this;
    }

    public LoadChecks Count(string field, long value)
    {
        if (value < 1)
        {
            Add(field, $"{value} is below 1", "use 1 or more");
        }

        return this;
    }

    public LoadChecks Add(string field, string found, string advice)
    {
        _problems.AddError(ProblemCode.OutOfRange, default, field, found, advice);
        return this;
    }
}
