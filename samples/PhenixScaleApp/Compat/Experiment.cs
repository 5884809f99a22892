using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>The experiment document with the parts that every stage needs.</summary>
internal sealed class Experiment
{
    private Experiment(MapValue root, MapValue app) => (Root, App) = (root, app);

    public MapValue Root { get; }

    /// <summary>Entry of the scale app in the scenario.</summary>
    public MapValue App { get; }

    public required string Name { get; init; }

    public required string BaseFolder { get; init; }

    /// <summary>Folder of the scripts for minimega.</summary>
    public required string ImagesFolder { get; init; }

    /// <summary>Folder of the files for the nodes, within the experiment's folder.</summary>
    public string ScaleFolder => $"{BaseFolder}/scale";

    /// <summary>The <c>spec</c> of the document.</summary>
    public Value Spec => Loose.Member(Root, "spec");

    /// <summary>Finds the parts of a document.</summary>
    /// <param name="imagesRoot">Folder that contains the images folder of each experiment.</param>
    /// <returns>The experiment; null if no app has the name <c>scale</c>.</returns>
    /// <exception cref="ReferenceException">A required key is missing.</exception>
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

    /// <summary>First app with a name; null if there is no such app.</summary>
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

    /// <summary>Creates the folders that every stage needs.</summary>
    public void CreateFolders()
    {
        Directory.CreateDirectory(BaseFolder);
        Directory.CreateDirectory(ScaleFolder);
        Directory.CreateDirectory(ImagesFolder);
    }

    /// <summary>Joins paths as the reference does.</summary>
    public static string Join(string folder, string name) =>
        name.StartsWith('/') ? name : folder.Length == 0 || folder.EndsWith('/') ? folder + name : $"{folder}/{name}";

    /// <summary>ID of a VLAN in a formatted text; null if it is unknown, or if no VLANs are known.</summary>
    /// <param name="name">Name of the network; null if it is missing.</param>
    /// <exception cref="ReferenceException">VLANs are known, and the name is not a text.</exception>
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
