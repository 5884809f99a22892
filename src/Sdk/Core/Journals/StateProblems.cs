namespace Scalewright.Journals;

internal static class StateProblems
{
    private const string Reopen = "check the disk, then open the state again: it is read again, with all that was acknowledged";

    public static StateException UnsupportedPlatform(string platform) =>
        new(
            "Durable state",
            [
                new Problem(
                    ProblemCode.UnsupportedPlatform,
                    $"this machine is {platform}, which has no known locks and durable folders",
                    "use Linux on x64 or ARM64"
                ),
            ]
        );

    public static Problem NoState(string path) =>
        new(ProblemCode.ClusterNotFound, "there is no state in this folder", "name the folder of a state: where journal.log is")
        {
            Source = path,
        };

    public static Problem Damaged(string path, long offset, string description, long missing) =>
        new(
            ProblemCode.StateCorrupt,
            $"{description} at offset {offset}; up to {Pluralizer.Format(missing, "acknowledged change")} may be missing from there on",
            $"restore the folder from a backup, or keep what stands before it: scalewright repair {QuoteArgument(Folder(path))}"
        )
        {
            Source = path,
        };

    public static Problem Unusable(string path, string description) =>
        new(
            ProblemCode.StateCorrupt,
            description,
            $"restore the folder from a backup, or move folder {QuoteArgument(Folder(path))} away and rebuild the "
                + "state from what exists by AdoptAsync"
        )
        {
            Source = path,
        };

    public static Problem Lost(string path, long recovered, long acknowledged) =>
        new(
            ProblemCode.StateCorrupt,
            $"the changes end at {recovered}, but {acknowledged} was acknowledged: {Missing(recovered, acknowledged)}",
            "restore the folder from a backup, or set AllowOlderState: opening then removes nothing, and PlanAsync shows "
                + "what the next change would"
        )
        {
            Source = path,
        };

    public static Problem OtherLineage(string path, Lineage actual, Lineage expected) =>
        new(
            ProblemCode.LineageMismatch,
            $"the file is of lineage {actual}, the state of lineage {expected}",
            "put the file of the right state back, or open the folder it came from"
        )
        {
            Source = path,
        };

    public static Problem Older(string path, StateWatermark recovered, StateWatermark acknowledged) =>
        new(
            ProblemCode.OlderState,
            $"the state is at serial {recovered.Serial}, change {recovered.Sequence}; "
                + $"it once was at serial {acknowledged.Serial}, change {acknowledged.Sequence}: "
                + $"{Missing(recovered.Sequence, acknowledged.Sequence)}",
            "put the newer files back, or set AllowOlderState: opening then removes nothing, and PlanAsync shows what the "
                + "next change would"
        )
        {
            Source = path,
        };

    public static Problem FromFuture(string path, int format, string needs) =>
        new(
            ProblemCode.UnsupportedStateVersion,
            $"the file has format {format}; this version reads up to {StateFormat.Current}",
            $"use version {(needs.Length > 0 ? TextEscaping.Escape(needs) : "that wrote it")} or newer; nothing was changed"
        )
        {
            Source = path,
        };

    public static Problem Locked(string path, LockHolder? holder)
    {
        (string found, string advice) = holder is null
            ? ("another process holds the state", "wait until it is released")
            : (
                $"the state is held by {holder}",
                "wait until it is released, "
                    + $"or set ForceUnlockId to '{TextEscaping.Escape(holder.Id)}' if that process is gone for good"
            );
        return new Problem(ProblemCode.StateLocked, found, advice) { Source = path };
    }

    public static Problem Unlocked(string path) =>
        new(
            ProblemCode.LockingUnsupported,
            "the disk does not support file locks",
            "put the folder on a local disk, or set AllowUnlockedState and make sure that only one program opens it at a time"
        )
        {
            Source = path,
        };

    public static Problem Stale(string path, long epoch, LockHolder? holder) =>
        new(
            ProblemCode.LeaseLost,
            $"epoch {epoch} was fenced by {(holder is null ? "another holder" : $"epoch {holder.Epoch} of {holder}")}",
            "stop; the new holder acts for this state now"
        )
        {
            Source = path,
        };

    public static Problem OtherOwner(string path, string fault) =>
        new(
            ProblemCode.UnsafeStateFile,
            fault,
            "run it as the user to whom the state belongs, or make this user the owner of the folder and all files in it"
        )
        {
            Source = path,
        };

    public static Problem Full(string path, long needed, long free, long reserve) =>
        new(
            ProblemCode.DiskFull,
            $"{needed} bytes {(reserve > 0 ? $"and {reserve} for the reserve " : "")}are needed and {free} are free",
            "free disk space; removals can still be recorded with space from the reserve"
        )
        {
            Source = path,
        };

    public static Problem NotPrivate(string path) =>
        new(ProblemCode.UnsafeStateFile, "other users have permissions on it", "set mode 0600 for files and 0700 for the folder")
        {
            Source = path,
        };

    public static Problem MadePrivate(string path) =>
        Warning(ProblemCode.PermissionsRestricted, path, "other users had permissions on it", "those permissions were removed");

    public static Problem Warning(ProblemCode code, string path, string found, string advice) =>
        new(code, found, advice) { Source = path, Severity = ProblemSeverity.Warning };

    public static Problem OfDisk(FileSystemException exception) =>
        exception.Error switch
        {
            FileSystemError.Full => new Problem(ProblemCode.DiskFull, exception.Message, "make space") { Source = exception.Path },
            FileSystemError.AccessDenied => new Problem(
                ProblemCode.StateNotWritable,
                exception.Message,
                "make the folder writable for this user"
            )
            {
                Source = exception.Path,
            },
            FileSystemError.NotARegularFile => new Problem(
                ProblemCode.UnsafeStateFile,
                exception.Message,
                "check who made it, and replace it with a copy of the real file; state is kept in plain files only"
            )
            {
                Source = exception.Path,
            },
            FileSystemError.NotAFolder => new Problem(
                ProblemCode.StateNotWritable,
                "a file has this name",
                "name a folder of its own for the state; it is made when it is not there"
            )
            {
                Source = exception.Path,
            },
            _ => new Problem(ProblemCode.DiskFailed, exception.Message, Reopen) { Source = exception.Path },
        };

    public static Problem Slow(string path, TimeSpan deadline) =>
        new(
            ProblemCode.DiskTimeout,
            string.Create(CultureInfo.InvariantCulture, $"the disk did not answer within {deadline.TotalSeconds:0.###} s"),
            "open the state again when the disk responds"
        )
        {
            Source = path,
        };

    public static Problem Stopped(string path) =>
        new(ProblemCode.DiskFailed, "the state accepts no more writes, because an earlier write failed", Reopen) { Source = path };

    private static string Missing(long recovered, long acknowledged) =>
        acknowledged > recovered
            ? $"up to {Pluralizer.Format(acknowledged - recovered, "acknowledged change")} may be missing"
            : "only its snapshots are older";

    /// <summary>Returns a path as a shell argument, quoted if necessary.</summary>
    private static string QuoteArgument(string path) =>
        path.All(character => char.IsAsciiLetterOrDigit(character) || "/._-".Contains(character, StringComparison.Ordinal))
            ? path
            : ShellQuote.Quote(TextEscaping.Escape(path));

    private static string Folder(string path) => Path.GetDirectoryName(path) ?? ".";
}
