namespace Scalewright.Providers.Containers.Client;

/// <summary>Image of an engine.</summary>
/// <param name="Id">ID.</param>
/// <param name="Entrypoint">Program of the image; empty if the command is the program.</param>
/// <param name="Command">Command of the image, or the arguments of its program.</param>
internal sealed record EngineImage(string Id, ValueList<string> Entrypoint, ValueList<string> Command);
