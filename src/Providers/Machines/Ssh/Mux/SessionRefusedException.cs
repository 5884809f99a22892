namespace Scalewright.Providers.Ssh.Mux;

/// <summary>The server opens no further session over this connection, or the client refuses it.</summary>
internal sealed class SessionRefusedException(string found) : IOException(found);
