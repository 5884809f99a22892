using Scalewright.Clusters;

namespace Scalewright.Tool.Providers;

/// <summary>Finds the state folders of clusters.</summary>
internal static class StateFolders
{
    /// <summary>Returns the states of the working folder and its direct subfolders, in ordinal order.</summary>
    public static string[] FindAll()
    {
        try
        {
            return
            [
                .. ((string[])[".", .. Directory.EnumerateDirectories(".").Order(StringComparer.Ordinal)])
                    .Where(IsState)
                    .Select(path => Path.GetRelativePath(".", path)),
            ];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed has no states to suggest.
            return [];
        }
    }

    /// <summary>Returns true if the cluster of a state is to have no nodes.</summary>
    public static bool IsEmpty(string folder)
    {
        try
        {
            return !Cluster.ReadRecord(folder).Desired.Nodes.Any();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ScalewrightException)
        {
            // A state that cannot be read may have nodes.
            return false;
        }
    }

    private static bool IsState(string folder)
    {
        try
        {
            if (!Cluster.HasState(folder))
            {
                return false;
            }

            Cluster.ReadRecord(folder);
            return true;
        }
        catch (ScalewrightException failure)
        {
            // The folder may contain the state of other software. The verb reports a damaged state.
            return (failure as ClusterException)?.Code != ProblemCode.ClusterNotFound;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be read is not a state to suggest.
            return false;
        }
    }
}
