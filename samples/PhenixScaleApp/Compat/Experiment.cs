using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>The experiment document with the parts that every stage needs.</summary>
internal sealed class Experiment
{
    private Experiment(MapValue root, MapValue app) => (Root, App) = (root, app);

    /// <summary>The whole document.</summary>
    public MapValue Root { get; }

    /// <summary>The scale app's entry in the scenario.</summary>
    public MapValue App { get; }

    /// <summary>The experiment's name.</summary>
    public required string Name { get; init; }

    /// <summary>The experiment's folder.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>The folder of the scripts for minimega.</summary>
    public required string ImagesFolder { get; init; }

    /// <summary>Below the experiment's folder: what the nodes are given.</summary>
    public string ScaleFolder => $"{BaseFolder}/scale";

    /// <summary>The <c>spec</c> of the document.</summary>
    public Value Spec => Loose.Member(Root, "spec");

    /// <summary>Finds the parts of a document.</summary>
    /// <param name="root">The document.</param>
    /// <param name="imagesRoot">Folder in which each experiment has its images folder.</param>
    /// <returns>The experiment; null when no app is called <c>scale</c>.</returns>
    /// <exception cref="ReferenceException">A needed key is missing.</exception>
    public static Experiment? Find(MapValue root, string imagesRoot)
    {
        if (FindApp(root, "scale") is not { } app)
        {
            return null;
        }

        Value spec = Loose.Member(root, "spec");
        string name = Loose.Text(Loose.Member(spec, "experimentName"));
        Value folder = Loose.Member(spec, "baseDir");
        return new Experiment(root, app)
        {
            Name = name,
            BaseFolder = folder is ScalarValue { IsText: true } text
                ? text.Text
                : throw ReferenceException.WrongType($"expected str, bytes or os.PathLike object, not {Loose.TypeName(folder)}"),
            ImagesFolder = Join(imagesRoot, name),
        };
    }

    /// <summary>The first app of a name; null when there is none.</summary>
    /// <exception cref="ReferenceException">An app before it has no name.</exception>
    public static MapValue? FindApp(MapValue root, string name)
    {
        Value apps = Loose.Member(Loose.Member(Loose.Member(root, "spec"), "scenario"), "apps");
        foreach (Value app in Loose.Items(apps))
        {
            if (Loose.Member(app, "name") is ScalarValue { IsText: true } text && text.Text == name)
            {
                return (MapValue)app;
            }
        }

        return null;
    }

    /// <summary>Makes the folders that every stage needs.</summary>
    public void CreateFolders()
    {
        Directory.CreateDirectory(BaseFolder);
        Directory.CreateDirectory(ScaleFolder);
        Directory.CreateDirectory(ImagesFolder);
    }

    /// <summary>A path below a folder, written as the reference writes it.</summary>
    public static string Join(string folder, string name) =>
        name.StartsWith('/') ? name : folder.Length == 0 || folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    /// <summary>The id of a VLAN as it appears in a formatted text; null when it is not known, or no VLANs are.</summary>
    /// <param name="name">The network's name; null when it is not there.</param>
    /// <exception cref="ReferenceException">VLANs are known, and the name is no text.</exception>
    public string? FindVlan(Value? name)
    {
        if (name is null || Attributes.Find(Root, "status") is not MapValue status || Attributes.Find(status, "vlans") is not { } vlans)
        {
            return null;
        }

        return name is not ScalarValue { IsText: true } text
            ? throw ReferenceException.WrongType($"attribute name must be string, not '{Loose.TypeName(name)}'")
            : vlans is MapValue map ? Attributes.TextOf(map, text.Text) : null;
    }
}
