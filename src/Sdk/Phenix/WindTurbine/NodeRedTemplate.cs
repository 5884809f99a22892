namespace Scalewright.Plugins.WindTurbine;

internal sealed record NodeRedTemplate
{
    private const int DefaultPort = 1880;

    /// <summary>Address to listen on, with <see cref="Port"/>; null: the editor's own default.</summary>
    public string? Host { get; init; }

    /// <summary>Port to listen on; null: the editor's own default.</summary>
    public string? Port { get; init; }

    /// <summary>True if the options have an authentication, even an empty one.</summary>
    public bool HasAuthentication { get; init; }

    /// <summary>Login of the editor; null if anyone may edit.</summary>
    public NodeRedLogin? EditorCredentials { get; init; }

    /// <summary>Login of the pages; null if anyone may view them.</summary>
    public NodeRedLogin? ViewerCredentials { get; init; }

    /// <summary>Converts options; null if none is set.</summary>
    internal static NodeRedTemplate? From(NodeRedOptions options)
    {
        NodeRedEndpointOptions? endpoint = options.Endpoint == new NodeRedEndpointOptions() ? null : options.Endpoint;
        string? host = endpoint is null ? null : endpoint.Host ?? "0.0.0.0";
        int? port = endpoint is null ? null : endpoint.Port ?? DefaultPort;
        NodeRedLogin? editor = Login(options.Auth?.Editor, "admin");
        NodeRedLogin? viewer = Login(options.Auth?.Ui, "ui");
        return options == new NodeRedOptions()
            ? null
            : new NodeRedTemplate
            {
                Host = host,
                Port = port?.ToString(CultureInfo.InvariantCulture),
                HasAuthentication = options.Auth is { } access && access != new NodeRedAuthOptions(),
                EditorCredentials = editor,
                ViewerCredentials = viewer,
            };
    }

    private static NodeRedLogin? Login(LoginOptions? login, string missing) =>
        login is null || login == new LoginOptions() ? null : new NodeRedLogin(login.UserName ?? missing, login.Password ?? missing);
}

internal sealed record NodeRedLogin(string User, string Password);
