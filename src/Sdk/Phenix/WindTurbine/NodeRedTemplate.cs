namespace Scalewright.Plugins.WindTurbine;

internal sealed record NodeRedTemplate
{
    private const int DefaultPort = 1880;

    /// <summary>Address to listen on, with <see cref="Port"/>; null: the editor's own default.</summary>
    public string? Host { get; init; }

    /// <summary>Port to listen on; null: the editor's own default.</summary>
    public string? Port { get; init; }

    public bool HasAuthentication { get; init; }

    public (string User, string Word)? EditorCredentials { get; init; }

    public (string User, string Word)? ViewerCredentials { get; init; }

    /// <summary>Converts options; null if none is set.</summary>
    internal static NodeRedTemplate? From(NodeRedOptions options)
    {
        NodeRedEndpointOptions? endpoint = options.Endpoint == new NodeRedEndpointOptions() ? null : options.Endpoint;
        string? host = endpoint is null ? null : endpoint.Host ?? "0.0.0.0";
        int? port = endpoint is null ? null : endpoint.Port ?? DefaultPort;
        (string User, string Word)? editor = Login(options.Auth?.Editor, "admin");
        (string User, string Word)? viewer = Login(options.Auth?.Ui, "ui");
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

    private static (string User, string Word)? Login(LoginOptions? login, string missing) =>
        login is null || login == new LoginOptions() ? null : (login.UserName ?? missing, login.Password ?? missing);
}
