using System.Runtime.InteropServices;

namespace Scalewright.Journals;

/// <summary>Converts Linux error numbers (errno.h, the same on x64 and ARM64) to disk errors.</summary>
internal static class ErrnoMapping
{
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int Interrupted = 4;
    private const int NoDeviceOrAddress = 6;
    public const int WouldBlock = 11;
    private const int AccessDenied = 13;
    private const int Exists = 17;
    private const int IsFolder = 21;
    public const int InvalidArgument = 22;
    private const int NoSpace = 28;
    private const int ReadOnlyDisk = 30;
    public const int NoLocks = 37;
    public const int NotImplemented = 38;
    private const int TooManyLinks = 40;
    public const int NotSupported = 95;
    private const int QuotaExceeded = 122;

    public static FileSystemException Last(string call, string path)
    {
        int number = Marshal.GetLastPInvokeError();
        return new FileSystemException(Classify(number), call, path, Marshal.GetPInvokeErrorMessage(number));
    }

    private static FileSystemError Classify(int number) =>
        number switch
        {
            NoSpace or QuotaExceeded => FileSystemError.Full,
            Interrupted => FileSystemError.Interrupted,
            NoEntry => FileSystemError.NotFound,
            Exists => FileSystemError.AlreadyExists,
            NotPermitted or AccessDenied or ReadOnlyDisk => FileSystemError.AccessDenied,
            TooManyLinks or IsFolder or NoDeviceOrAddress => FileSystemError.NotARegularFile,
            _ => FileSystemError.Failed,
        };
}
