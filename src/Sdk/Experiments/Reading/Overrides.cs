namespace Scalewright.Experiments.Reading;

/// <summary>Overrides of a definition. Problems of an override are reported at its position in another file.</summary>
internal sealed class Overrides(ValueMap<string> values, ValueMap<OverridePosition> positions)
{
    private readonly string[] _paths = [.. values.Select(entry => entry.Key)];

    public static Overrides None { get; } = new(ValueMap<string>.Empty, ValueMap<OverridePosition>.Empty);

    /// <summary>Applies the overrides. While they are read, they have negative line numbers.</summary>
    public DocumentMap Apply(DocumentMap root, ProblemList problems)
    {
        for (int index = 0; index < _paths.Length; index++)
        {
            TextPosition position = new(-1 - index, 1);
            root = MatrixReader.Override(
                root,
                RenamedKeys.Update(_paths[index], position, problems),
                new DocumentScalar(ScalarKind.Text, values[_paths[index]], position),
                problems
            );
        }

        return root;
    }

    public Problem Locate(Problem problem) =>
        problem.Position.Line switch
        {
            >= 0 => problem,
            int line when positions.TryGetValue(_paths[-1 - line], out OverridePosition? position) => problem with
            {
                Source = position.Source,
                Position = position.Position,
            },
            _ => problem with { Source = "", Position = default },
        };
}
