namespace Scalewright.Experiments.Reading;

/// <summary>Values that take the place of those of a definition. What is wrong with one is told where it stands, which is in another file.</summary>
internal sealed class Overrides(ValueMap<string> values, ValueMap<OverridePlace> places)
{
    private readonly string[] _paths = [.. values.Select(entry => entry.Key)];

    public static Overrides None { get; } = new(ValueMap<string>.Empty, ValueMap<OverridePlace>.Empty);

    /// <summary>A definition with the values. While it is read they stand on lines below 0, where no text has any.</summary>
    public DocumentMap Apply(DocumentMap root, ProblemList problems)
    {
        for (int index = 0; index < _paths.Length; index++)
        {
            root = MatrixReader.Override(root, _paths[index], new DocumentScalar(ScalarKind.Text, values[_paths[index]], new TextSpot(-1 - index, 1)), problems);
        }

        return root;
    }

    /// <summary>A problem at the place where its value really stands.</summary>
    public Problem Locate(Problem problem) => problem.Spot.Line >= 0 ? problem
        : places.TryGetValue(_paths[-1 - problem.Spot.Line], out OverridePlace? place) ? problem with { Source = place.Source, Spot = place.Spot }
        : problem with { Source = "", Spot = default };
}
