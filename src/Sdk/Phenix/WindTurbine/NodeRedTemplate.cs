namespace Scalewright.Plugins.WindTurbine;

/// <summary>The flow editor that a main controller runs.</summary>
internal sealed record NodeRedTemplate
{
    private const int DefaultPort = 1880;

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

    /// <summary>The editor that options ask for; null when nothing is set in them.</summary>
    internal static NodeRedTemplate? Of(NodeRedOptions options)
    {
        NodeRedEndpointOptions? endpoint = options.Endpoint == new NodeRedEndpointOptions() ? null : options.Endpoint;
        (string User, string Word)? editor = Login(options.Auth?.Editor, "admin");
        (string User, string Word)? viewer = Login(options.Auth?.Ui, "ui");
        return options == new NodeRedOptions() ? null : new NodeRedTemplate
        {
            Host = endpoint is null ? null : endpoint.Host ?? "0.0.0.0",
            Port = endpoint is null ? null : (endpoint.Port ?? DefaultPort).ToString(CultureInfo.InvariantCulture),
            HasAuthentication = options.Auth is { } access && access != new NodeRedAuthOptions(),
            Editor = editor,
            Viewer = viewer,
        };
    }

    private static (string User, string Word)? Login(LoginOptions? login, string missing) =>
        login is null || login == new LoginOptions() ? null : (login.User ?? missing, login.Pass ?? missing);
}
