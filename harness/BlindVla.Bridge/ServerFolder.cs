using BlindVla.Core;

namespace BlindVla.Bridge;

/// <summary>
/// A folder for temporary files with the socket of one server in it. Its owner holds a lock that the system takes back however the owner
/// ends, so whoever makes the next folder can tell which ones are nobody's, and removes them.
/// </summary>
internal sealed class ServerFolder : IDisposable
{
    private const string OwnerName = "owner";

    private readonly DirectoryInfo _folder;
    private readonly FileStream _owner;

    /// <exception cref="EnvironmentException">There is no place for it.</exception>
    public ServerFolder()
    {
        foreach (var place in SocketFolder.UsualPlaces.Where(Directory.Exists))
        {
            RemoveAbandoned(place);
        }
        _folder = SocketFolder.Create(SocketFolder.UsualPlaces);
        try
        {
            // Held by flock(2), as .NET does for a file that is not shared.
            _owner = new FileStream(Path.Combine(_folder.FullName, OwnerName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _folder.Delete();
            throw new EnvironmentException(
                EnvironmentFault.Unavailable,
                $"{_folder.FullName} cannot be used: {exception.Message}",
                exception
            );
        }
    }

    public string SocketPath => SocketFolder.SocketIn(_folder.FullName);

    public void Dispose()
    {
        Remove(_folder.FullName);
        _owner.Dispose();
    }

    /// <summary>Removes the folders whose owners are gone.</summary>
    public static void RemoveAbandoned(string parent)
    {
        foreach (var folder in Folders(parent))
        {
            try
            {
                using var owner = new FileStream(Path.Combine(folder, OwnerName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Remove(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Somebody holds it, makes it just now, removes it too, or is another user.
            }
        }
    }

    private static string[] Folders(string parent)
    {
        try
        {
            return Directory.GetDirectories(parent, $"{SocketFolder.Prefix}*");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            File.Delete(SocketFolder.SocketIn(folder));
            File.Delete(Path.Combine(folder, OwnerName));
            Directory.Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed now is nobody's afterwards, and removed by whoever comes next.
        }
    }
}
