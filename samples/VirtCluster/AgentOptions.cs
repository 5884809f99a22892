using System.Net;

namespace VirtCluster;

/// <summary>How an agent is started.</summary>
/// <param name="Host">The address it listens on.</param>
/// <param name="Port">The port it listens on.</param>
/// <param name="PidFile">Where its process id is written while it serves.</param>
/// <param name="Data">Where its logs and what jobs left are kept.</param>
/// <param name="WithParent">Whether it ends when its standard input ends.</param>
internal sealed record AgentOptions(IPAddress Host, int Port, string PidFile, string Data, bool WithParent);
