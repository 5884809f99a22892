using Scalewright.Documents;
using Scalewright.Planning.Storage;
using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>Steps as JSON for journals: one object on one line, without dependencies.</summary>
internal static class PlanStepJson
{
    /// <summary>Writes a step.</summary>
    /// <param name="output">Where the UTF-8 bytes go; no line feed.</param>
    /// <exception cref="ArgumentException">A text of the step is not well-formed UTF-16.</exception>
    public static void Write(PlanStep step, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(step);
        StepDocument.Write(step, output);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the step is equal to the one that was written, without its dependencies.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <exception cref="ExpansionException">The text is no step; all problems are told at once.</exception>
    public static PlanStep Read(ReadOnlyMemory<byte> utf8, string source = "")
    {
        ArgumentNullException.ThrowIfNull(source);
        Document document = DocumentReader.Read(utf8, Dialect.Json, ReadLimits.ExperimentDocument, source);
        ProblemList problems = new(source);
        foreach (Problem problem in document.Problems)
        {
            problems.Add(problem);
        }

        PlanStep? step = document.Root is { } root ? StepDocument.Read(root, "", problems) : null;
        return step is null || problems.HasErrors ? throw new ExpansionException(source.Length > 0 ? source : "The step", problems.ToValueList()) : step;
    }
}
