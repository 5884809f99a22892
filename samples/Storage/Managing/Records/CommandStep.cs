namespace StorageSample.Managing.Records;

/// <summary>Step of a command, stored with it so that another process can resume.</summary>
/// <param name="Kind">One of the constants of this type.</param>
/// <param name="Id">Number of the host, target or file system.</param>
internal sealed record CommandStep(string Kind, int Id)
{
    public const string SetUpHost = "set_up_host";
    public const string RemoveHost = "remove_host";
    public const string ShutDownHost = "shut_down_host";
    public const string RebootHost = "reboot_host";
    public const string StartTarget = "start_target";
    public const string StopTarget = "stop_target";
    public const string FailoverTarget = "failover_target";
    public const string FailbackTarget = "failback_target";
    public const string CreateFilesystem = "create_filesystem";
    public const string StartFilesystem = "start_filesystem";
    public const string StopFilesystem = "stop_filesystem";
    public const string RemoveFilesystem = "remove_filesystem";

    /// <summary>True if the step is idempotent. Shutdown and reboot are not: the server may have been restarted on
    /// purpose.</summary>
    public bool IsRepeatable => Kind is not (ShutDownHost or RebootHost);
}
