namespace Scalewright.Providers.Ssh.Mux;

/// <summary>The messages between a client and the master that holds its connection: PROTOCOL.mux of OpenSSH, version 4.</summary>
internal enum MuxKind : uint
{
    Hello = 0x00000001,
    NewSession = 0x10000002,
    AliveCheck = 0x10000004,
    OpenForward = 0x10000006,
    CloseForward = 0x10000007,
    Ok = 0x80000001,
    PermissionDenied = 0x80000002,
    Failure = 0x80000003,
    ExitMessage = 0x80000004,
    Alive = 0x80000005,
    SessionOpened = 0x80000006,
    RemotePort = 0x80000007,
}
