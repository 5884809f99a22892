namespace Scalewright.Agents.Processes;

/// <summary>Checks whether a file can run on other machines as a single-file program.</summary>
internal static class SingleFileProgramCheck
{
    // Far larger than an apphost whose program is in separate files.
    private const int MaxStarterBytes = 1024 * 1024;
    private const int OffsetBytes = 8;
    private const string Host = "dotnet";
    private const string NameAdvice = "name a file of this machine that is a program with ScalewrightAgent in its Main";
    private const string PublishAdvice = "publish it as one file (PublishSingleFile or PublishAot)";

    // dotnet/runtime, src/native/corehost/bundle_marker.cpp: the eight bytes before this marker contain the position of
    // the program in the file; 0 means separate files.
    private static readonly byte[] BundleMarker = Convert.FromHexString("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae");

    /// <summary>Returns the problem of a program file; null if none is found.</summary>
    public static Problem? Check(string path)
    {
        if (path.Length == 0)
        {
            return new Problem(ProblemCode.MissingField, "no program is named for the agent", NameAdvice);
        }

        FileInfo file = new(path);
        if (!file.Exists)
        {
            return CreateUnreadableProblem(path, Directory.Exists(path) ? "it is a folder" : "the file does not exist");
        }

        if (file.Length == 0)
        {
            return CreateUnreadableProblem(path, "it is empty, or no file");
        }

        try
        {
            if (file.Name == Host)
            {
                return CreateSplitProblem(path, "it is the dotnet host, which needs the files of another program");
            }

            return IsStarter(path)
                ? CreateSplitProblem(path, $"it only starts '{TextEscaping.Escape(file.Name)}.dll', which must lie beside it")
                : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return CreateUnreadableProblem(path, $"it cannot be read: {TextEscaping.Escape(failure.Message)}");
        }
    }

    private static Problem CreateUnreadableProblem(string path, string found) =>
        new(ProblemCode.UnreadableFile, found, NameAdvice) { Field = TextEscaping.Escape(path) };

    private static Problem CreateSplitProblem(string path, string found) =>
        new(ProblemCode.WrongType, found, PublishAdvice) { Field = TextEscaping.Escape(path) };

    /// <summary>Returns true if the file is an apphost whose program is in separate files.</summary>
    private static bool IsStarter(string path)
    {
        using FileStream program = File.OpenRead(path);
        byte[] bytes = new byte[Math.Min(program.Length, MaxStarterBytes)];
        program.ReadExactly(bytes);
        int markerIndex = bytes.AsSpan().IndexOf(BundleMarker);
        return markerIndex >= OffsetBytes && !bytes.AsSpan(markerIndex - OffsetBytes, OffsetBytes).ContainsAnyExcept((byte)0);
    }
}
