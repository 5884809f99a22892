namespace Scalewright.Experiments.Reading;

/// <summary>Overrides of a definition. Problems of an override are reported at its position in another file.</summary>
internal sealed class Overrides(ValueMap<string> values, ValueMap<OverridePlace> places)
{
    private readonly string[] _paths = [.. values.Select(entry => entry.Key)];

    public static Overrides None { get; } = new(ValueMap<string>.Empty, ValueMap<OverridePlace>.Empty);

    /// <summary>Applies the overrides. While they are read, they have negative line numbers.</summary>
    public DocumentMap Apply(DocumentMap root, ProblemList problems)
    {
        for (int index = 0; index < _paths.Length; index++)
        {
            root = MatrixReader.Override(root, _paths[index], new DocumentScalar(ScalarKind.Text, values[_paths[index]], new TextSpot(-1 - index, 1)), problems);
        }

        return root;
    }

    public Problem Locate(Problem problem) => problem.Spot.Line >= 0 ? problem
        : places.TryGetValue(_paths[-1 - problem.Spot.Line], out OverridePlace? place) ? problem with { Source = place.Source, Spot = place.Spot }
        : problem with { Source = "", Spot = default };
}
