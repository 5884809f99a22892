namespace Scalewright.Plugins.WindTurbine;

/// <summary>Flow editor of the main controller: <c>templates.default.main-controller.node-red</c>.</summary>
public sealed record NodeRedOptions
{
    /// <summary>Listening endpoint. Default: Node-RED's default endpoint.</summary>
    public NodeRedEndpointOptions? Endpoint { get; init; }

    /// <summary>Access control. Default: everyone has access.</summary>
    public NodeRedAuthOptions? Auth { get; init; }
}
