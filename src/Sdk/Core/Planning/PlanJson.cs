using Scalewright.Documents;
using Scalewright.Planning.Storage;
using Scalewright.Topologies.Storage;

namespace Scalewright.Planning;

/// <summary>Writes plans as JSON: an object with the <c>name</c> and the <c>steps</c>. Each step has the fields that
/// <see cref="PlanStepJson"/> writes and <c>dependsOn</c>, the indexes of the steps before it, where there are any.</summary>
internal static class PlanJson
{
    /// <summary>Writes a plan.</summary>
    /// <param name="output">Receives the UTF-8 bytes, indented.</param>
    /// <exception cref="ArgumentException">A text of the plan is not well-formed UTF-16.</exception>
    public static void Write(Plan plan, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(output);
        List<DocumentEntry> fields =
        [
            new("name", default, Fields.Text(plan.Name)),
            new("steps", default, new DocumentList(plan.Steps.Select(Of))),
        ];
        DocumentJson.Write(new DocumentMap(fields), output);
    }

    private static DocumentMap Of(PlanStep step)
    {
        DocumentMap map = StepDocument.Of(step);
        return step.DependsOn.Count == 0 ? map : new DocumentMap([.. map, DependenciesOf(step)]);
    }

    private static DocumentEntry DependenciesOf(PlanStep step) => new(
        "dependsOn",
        default,
        new DocumentList(step.DependsOn.Select(static index =>
            new DocumentScalar(ScalarKind.Integer, index.ToString(CultureInfo.InvariantCulture)))));
}
