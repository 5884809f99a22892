namespace Scalewright.Experiments.Reading;

/// <summary>Applies the overrides of a bundle. They keep their positions in other files.</summary>
internal static class Overrides
{
    private static readonly TextPosition Unknown = new(0, 0) { Source = "" };

    public static DocumentMap Apply(ExperimentBundle bundle, DocumentMap root, ProblemList problems)
    {
        foreach ((string path, string value) in bundle.Overrides)
        {
            TextPosition position = bundle.OverridePositions.TryGetValue(path, out TextPosition known) ? known : Unknown;
            root = MatrixReader.Override(
                root,
                RenamedKeys.Update(path, position, problems),
                new DocumentScalar(ScalarKind.Text, value, position),
                problems
            );
        }

        return root;
    }
}
