namespace Scalewright.Providers.Ssh.Masters;

/// <summary>A standing connection broke or does not answer.</summary>
internal sealed class LinkDownException(string found) : IOException(found);
