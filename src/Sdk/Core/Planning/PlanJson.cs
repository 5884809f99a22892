using Scalewright.Documents;
using Scalewright.Planning.Storage;
using Scalewright.Topologies.Storage;

namespace Scalewright.Planning;

/// <summary>
/// Writes plans as JSON objects with <c>name</c> and <c>steps</c>. A step has the fields of <see cref="PlanStepJson"/>.
/// If it depends on other steps, <c>dependsOn</c> lists their indexes.
/// </summary>
internal static class PlanJson
{
    /// <param name="output">Receives the UTF-8 bytes, indented.</param>
    /// <exception cref="ArgumentException">A string of the plan is not well-formed UTF-16.</exception>
    public static void Write(Plan plan, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(output);
        List<DocumentEntry> fields =
        [
            new("name", default, FieldWriter.Text(plan.Name)),
            new("steps", default, new DocumentList(plan.Steps.Select(ToMap))),
        ];
        DocumentJson.Write(new DocumentMap(fields), output);
    }

    private static DocumentMap ToMap(PlanStep step)
    {
        DocumentMap map = StepDocument.From(step);
        return step.DependsOn.Count == 0 ? map : new DocumentMap([.. map, GetDependencies(step)]);
    }

    private static DocumentEntry GetDependencies(PlanStep step) =>
        new(
            "dependsOn",
            default,
            new DocumentList(
                step.DependsOn.Select(static index => new DocumentScalar(ScalarKind.Integer, index.ToString(CultureInfo.InvariantCulture)))
            )
        );
}
