using Scalewright.Documents;

namespace PhenixScaleApp.Corrected;

/// <summary>The request of an experiment, checked except by its plugins.</summary>
/// <param name="Profiles">The profiles, completed with the defaults of the experiment.</param>
/// <param name="ProfilesPath">Path of the list of profiles in the document.</param>
internal sealed record ScaleRequest(string Name, string BaseFolder, DocumentList Profiles, string ProfilesPath);
