using System.Globalization;
using Scalewright.Documents;

namespace Scalewright.Experiments.Types;

/// <summary><c>resource</c>: every pair of processor cores and memory of a task manager.</summary>
internal sealed class ResourceExperiment : ExperimentType
{
    private const string Cpus = "cpu_values";
    private const string Memory = "memory_values";

    public override void Validate(Experiment experiment, ProblemList problems)
    {
        foreach (string key in new[] { Cpus, Memory })
        {
            if (experiment.Options[key] is not DocumentList { Count: > 0 } list)
            {
                problems.AddError(ProblemCode.MissingField, default, $"resource.{key}", "there is no list of values", $"add 'resource: {{{key}: [1, 2]}}'");
            }
            else if (key == Cpus && list.Any(item => Value(item) is null))
            {
                problems.AddError(ProblemCode.WrongType, list.Spot, $"resource.{key}", "a value is no number above 0", "use cores, as in 0.5 or 2");
            }
            else if (key == Memory && list.Any(item => Value(item) is not { } value || !double.IsInteger(value)))
            {
                problems.AddError(ProblemCode.WrongType, list.Spot, $"resource.{key}", "a value is no whole number above 0", "use MiB, as in 2048");
            }
        }

        foreach (DocumentEntry entry in experiment.Options.Where(entry => entry.Key is not (Cpus or Memory)))
        {
            problems.AddError(ProblemCode.UnknownField, entry.KeySpot, $"resource.{entry.Key}", "unknown field", $"use {Cpus} and {Memory}");
        }
    }

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        IEnumerable<Experiment> pairs =
            from cpu in Values(experiment, Cpus)
            from memory in Values(experiment, Memory)
            select experiment with
            {
                Template = experiment.Template with { Cpus = cpu, MemoryMiB = (int)memory },
                Parameters = experiment.Parameters.With("cpu", Text(cpu)).With("memory", Text(memory)),
            };
        return pairs.ToValueList();
    }

    private static IEnumerable<double> Values(Experiment experiment, string key) => ((DocumentList)experiment.Options[key]!).Select(item => Value(item)!.Value);

    private static double? Value(DocumentNode node) =>
        node is DocumentScalar scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is > 0 and < 1e6 ? value : null;

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
