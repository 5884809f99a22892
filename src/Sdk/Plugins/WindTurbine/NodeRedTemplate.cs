namespace Scalewright.Plugins.WindTurbine;

/// <summary>The flow editor that a main controller runs.</summary>
public sealed record NodeRedTemplate
{
    /// <summary>Address to listen on, with <see cref="Port"/>; null: the editor's own default.</summary>
    public string? Host { get; init; }

    /// <summary>Port to listen on; null: the editor's own default.</summary>
    public string? Port { get; init; }

    /// <summary>True when access is restricted.</summary>
    public bool HasAuthentication { get; init; }

    /// <summary>Name and word of who may edit; null: nobody is named.</summary>
    public (string User, string Word)? Editor { get; init; }

    /// <summary>Name and word of who may watch; null: nobody is named.</summary>
    public (string User, string Word)? Viewer { get; init; }

    internal static NodeRedTemplate? Read(TemplateSection main)
    {
        if (!main.IsSet("node-red"))
        {
            return null;
        }

        TemplateSection editor = main.Section("node-red");
        TemplateSection endpoint = editor.OptionalSection("endpoint");
        TemplateSection authentication = editor.OptionalSection("auth");
        return new NodeRedTemplate
        {
            Host = endpoint.IsEmpty ? null : endpoint.Text("host", "0.0.0.0"),
            Port = endpoint.IsEmpty ? null : endpoint.Text("port", "1880"),
            HasAuthentication = !authentication.IsEmpty,
            Editor = Login(authentication.OptionalSection("editor"), "admin"),
            Viewer = Login(authentication.OptionalSection("ui"), "ui"),
        };
    }

    private static (string User, string Word)? Login(TemplateSection login, string missing) =>
        login.IsEmpty ? null : (login.Text("user", missing), login.Text("pass", missing));
}
