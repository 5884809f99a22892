namespace Scalewright.Storage.Managing.Book;

/// <summary>One thing that a command has done, kept with it so that another process can go on.</summary>
/// <param name="Kind">What: one of the words here.</param>
/// <param name="Id">With which host, target or file system.</param>
internal sealed record CommandOrder(string Kind, int Id)
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

    /// <summary>Whether doing it twice is the same as once. A server that went down may be up again, for a reason.</summary>
    public bool IsRepeatable => Kind is not (ShutDownHost or RebootHost);
}
