namespace Scalewright.Providers.Containers.Client;

/// <summary>Container as an engine lists or inspects it.</summary>
/// <param name="Id">ID, which is never reused.</param>
/// <param name="Name">Current name, without a slash.</param>
/// <param name="Status">State in the words of the engine, for example <c>running</c>.</param>
/// <param name="Labels">The labels, which never change.</param>
internal sealed record EngineContainer(
    string Id, string Name, string Status, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Exit code of the main process; 0 while it runs, and in a list.</summary>
    public long ExitCode { get; init; }
}
