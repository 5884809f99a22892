using Scalewright.Documents;
using Scalewright.Planning.Storage;
using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Converts steps from and to JSON for journals: one object per line, without dependencies.</summary>
internal static class PlanStepJson
{
    /// <param name="output">Receives the UTF-8 bytes, without a line feed.</param>
    /// <exception cref="ArgumentException">A text of the step is not well-formed UTF-16.</exception>
    public static void Write(PlanStep step, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(step);
        StepDocument.Write(step, output);
    }

    /// <summary>Reads the output of <see cref="Write"/>. The result equals the step, without dependencies.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <exception cref="ExpansionException">The text is not a valid step. The exception lists all problems.</exception>
    public static PlanStep Parse(ReadOnlyMemory<byte> utf8, string source = "")
    {
        ArgumentNullException.ThrowIfNull(source);
        Document document = DocumentReader.Read(utf8, Dialect.Json, ReadLimits.ExperimentDocument, source);
        ProblemList problems = new(source);
        foreach (Problem problem in document.Problems)
        {
            problems.Add(problem);
        }

        PlanStep? step = document.Root is { } root ? StepDocument.Read(root, "", problems) : null;
        string name = source.Length > 0 ? source : "The step";
        return step is null || problems.HasErrors ? throw new ExpansionException(name, problems.ToValueList()) : step;
    }
}
