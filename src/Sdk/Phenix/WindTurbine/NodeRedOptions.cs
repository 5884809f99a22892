namespace Scalewright.Plugins.WindTurbine;

/// <summary>The flow editor of the main controller: <c>templates.default.main-controller.node-red</c>.</summary>
public sealed record NodeRedOptions
{
    /// <summary>Where it listens; left out: where Node-RED does by itself.</summary>
    public NodeRedEndpointOptions? Endpoint { get; init; }

    /// <summary>Who may use it; left out: everyone.</summary>
    public NodeRedAuthOptions? Auth { get; init; }
}
